using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Sim.Machine.Crash;
using Sim.Machine.Disk;
using Sim.Machine.Faults;
using Sim.Machine.Random;

namespace Sim.Machine.CrashTesting.Plans;

/// <summary>
/// The lives and crashes of a failure. It prints as "7:posix-weak:8:0-3,5/0:22p3,5k": the seed, the disk, the images at
/// each crash, the steps of each life, and the crashes. A disk that is no preset has a star after its name.
/// </summary>
internal sealed record CrashPlan(
    ulong Seed, DiskPreset Disk, int Images, IReadOnlyList<IReadOnlyList<int>> Steps,
    IReadOnlyList<CrashCase> Crashes)
{
    /// <summary>The faults of the first life.</summary>
    public FaultPlan Faults { get; init; } = FaultPlan.None;

    /// <summary>
    /// The turns of each life, and of the recovery after the last crash; null, and in lives that are not there: by the
    /// seed.
    /// </summary>
    public IReadOnlyList<LifeTurns>? Turns { get; init; }

    /// <summary>The number of parts of its text.</summary>
    public const int Parts = 5;

    private const string None = "none";

    /// <summary>The name of a disk in the text.</summary>
    public static string NameOf(DiskPreset disk) =>
        CrashToken.IsOwn(disk) ? disk.Name + CrashTestOptions.OwnDisk : disk.Name;

    public CrashPlan After(CrashCase crash) => this with { Crashes = [.. Crashes, crash] };

    /// <summary>The plan with other steps in one life, and the crashes before it.</summary>
    public CrashPlan With(int life, IReadOnlyList<int> steps) => this with
    {
        Steps = [.. Steps.Select((old, number) => number == life ? steps : old)],
        Crashes = [.. Crashes.Take(life)],
    };

    /// <summary>The same with other turns. Those of the last recovery are tried after each crash before it.</summary>
    public CrashPlan With(int life, LifeTurns turns) => this with
    {
        Turns = [.. Turns!.Select((old, number) => number == life ? turns : old)],
        Crashes = [.. Crashes.Take(Math.Min(life, Steps.Count - 1))],
    };

    /// <summary>Plans with other faults, and no crash.</summary>
    public IEnumerable<CrashPlan> WithFaults(IEnumerable<IReadOnlyList<Fault>> others) =>
        others.Select(faults => this with { Faults = new FaultPlan(faults), Crashes = [] });

    /// <summary>The choices in a life, or in the recovery after as many crashes.</summary>
    public TurnChoices ChoicesOf(int life)
    {
        if (Turns?.ElementAtOrDefault(life) is { } turns)
        {
            return new TurnChoices(new Choices(turns.Order), new Choices(turns.Kills));
        }

        var seed = new Seed(Seed).Fork("turns").Fork(life);
        return new TurnChoices(new Choices(seed.Stream("order")), new Choices(seed.Stream("kills")));
    }

    public override string ToString()
    {
        var steps = Steps.Select(list => list.Count == 0 ? None : string.Join(',', Ranges(list)));
        var crashes = Crashes.Select(crash =>
            crash.IsKill ? Invariant($"{crash.Position}k") : Invariant($"{crash.Position}p{crash.Image}"));
        return Invariant($"{Seed}:{NameOf(Disk)}:{Images}:{string.Join('/', steps)}:")
            + (Crashes.Count == 0 ? None : string.Join(',', crashes));
    }

    public static bool TryParse(
        string token, IEnumerable<DiskPreset> disks, [NotNullWhen(true)] out CrashPlan? plan)
    {
        plan = null;
        var parts = token.Split(':');
        if (parts.Length != Parts
            || !ulong.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
            || disks.FirstOrDefault(disk => NameOf(disk) == parts[1]) is not { } disk
            || !TryNumber(parts[2], out var images) || images < 1)
        {
            return false;
        }

        var steps = parts[3].Split('/').Select(StepsOf).ToList();
        var crashes = parts[4] == None ? [] : parts[4].Split(',').Select(text => CrashOf(text, disk)).ToList();
        if (steps.Contains(null) || crashes.Contains(null))
        {
            return false;
        }

        plan = new CrashPlan(
            seed, disk, images, [.. steps.Select(list => list!)], [.. crashes.Select(at => at!.Value)]);
        return true;
    }

    /// <summary>Neighbours as "first-last".</summary>
    private static IEnumerable<string> Ranges(IReadOnlyList<int> steps)
    {
        for (var first = 0; first < steps.Count;)
        {
            var last = first;
            while (last + 1 < steps.Count && steps[last + 1] == steps[last] + 1)
            {
                last++;
            }

            yield return first == last ? Invariant($"{steps[first]}") : Invariant($"{steps[first]}-{steps[last]}");
            first = last + 1;
        }
    }

    private static List<int>? StepsOf(string text)
    {
        var steps = new List<int>();
        foreach (var range in text == None ? [] : text.Split(','))
        {
            var ends = range.Split('-');
            if (ends.Length > 2 || !TryNumber(ends[0], out var first) || !TryNumber(ends[^1], out var last)
                || last - first is < 0 or > 100_000)
            {
                return null;
            }

            steps.AddRange(Enumerable.Range(first, last - first + 1));
        }

        return steps;
    }

    private static CrashCase? CrashOf(string text, DiskPreset disk)
    {
        var power = text.Split('p');
        return text.EndsWith('k') && TryNumber(text[..^1], out var killed) ? new CrashCase(killed, Disk: null, Image: 0)
            : power.Length == 2 && TryNumber(power[0], out var position) && TryNumber(power[1], out var image)
            ? new CrashCase(position, disk, image)
            : null;
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
