using System.Globalization;
using System.Text;
using Sim.Machine.Disk;

namespace Sim.Machine.CrashTesting;

/// <summary>A crash that a program does not survive as it promised.</summary>
/// <typeparam name="TStep">See <see cref="ICrashTested{TStep}"/>.</typeparam>
/// <param name="Seed">The seed of its life.</param>
/// <param name="Steps">How many steps that life has.</param>
/// <param name="Disk">The name of the disk's preset.</param>
/// <param name="How">kill -9 or power loss.</param>
/// <param name="Position">After how many changes of the disk.</param>
/// <param name="Wrong">What the program itself says is wrong.</param>
/// <param name="Told">What had been begun and promised.</param>
/// <param name="Changes">The changes of the disk before the crash.</param>
/// <param name="Image">What the crash left.</param>
public sealed record CrashFailure<TStep>(
    ulong Seed, int Steps, string Disk, string How, int Position, string Wrong, StepHistory<TStep> Told, IReadOnlyList<string> Changes, DiskImage Image)
{
    /// <summary>The story: steps, changes of the disk, what the crash left, what is wrong.</summary>
    public override string ToString()
    {
        var culture = CultureInfo.InvariantCulture;
        var story = new StringBuilder();
        _ = story.Append(culture, $"seed {Seed}, {Steps} steps: {How} ({Disk}) after change {Position} of the disk\n");
        for (var i = 0; i < Told.Begun.Count; i++)
        {
            _ = story.Append(culture, $"  step {i + 1}, {(i < Told.Acknowledged ? "promised" : "begun")}: {Told.Begun[i]}\n");
        }

        for (var i = 0; i < Changes.Count; i++)
        {
            _ = story.Append(culture, $"  change {i + 1}: {Changes[i]}\n");
        }

        return story.Append(culture, $"  the crash: {Image.Description}\n  wrong: {Wrong}").ToString();
    }
}
