using System.Globalization;
using System.Text;
using Sim.Machine.Disk;

namespace Sim.Machine.CrashTesting;

/// <summary>A crash after which the program under test did not keep a promise.</summary>
/// <typeparam name="TStep">See <see cref="ICrashTested{TStep}"/>.</typeparam>
/// <param name="Seed">The seed of the run. Set it as <see cref="CrashTestOptions.FirstSeed"/> to run it again.</param>
/// <param name="Steps">The number of steps of the run.</param>
/// <param name="Disk">The name of the disk preset.</param>
/// <param name="How">"kill -9" or "power loss".</param>
/// <param name="Position">The crash point: the number of changes of the disk before the crash.</param>
/// <param name="Wrong">The sentence that <see cref="ICrashTested{TStep}.Recover"/> returned.</param>
/// <param name="History">The steps that were begun and promised before the crash.</param>
/// <param name="Changes">The changes of the disk before the crash, one line each.</param>
/// <param name="Image">The files that the crash left.</param>
public sealed record CrashFailure<TStep>(
    ulong Seed, int Steps, string Disk, string How, int Position, string Wrong, StepHistory<TStep> History,
    IReadOnlyList<string> Changes, DiskImage Image)
{
    /// <summary>The failure in several lines: steps, changes of the disk, the crash, the broken promise.</summary>
    public override string ToString()
    {
        var culture = CultureInfo.InvariantCulture;
        var text = new StringBuilder();
        _ = text.Append(culture, $"seed {Seed}, {Steps} steps: {How} ({Disk}) after change {Position} of the disk\n");
        for (var i = 0; i < History.Begun.Count; i++)
        {
            _ = text.Append(
                culture, $"  step {i + 1}, {(i < History.Acknowledged ? "promised" : "begun")}: {History.Begun[i]}\n");
        }

        for (var i = 0; i < Changes.Count; i++)
        {
            _ = text.Append(culture, $"  change {i + 1}: {Changes[i]}\n");
        }

        return text.Append(culture, $"  the crash: {Image.Description}\n  wrong: {Wrong}").ToString();
    }
}
