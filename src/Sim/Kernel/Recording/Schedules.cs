using Sim.Kernel.Histories;
using Sim.Machine.Random;

namespace Sim.Kernel.Recording;

/// <summary>
/// The schedules of a history: first every single action in every gap, with each block and each letter in flight, then
/// random ones.
/// </summary>
internal sealed class Schedules(History history, Prng draw)
{
    private const int MostBlocks = 4;

    private static readonly ScheduleStep Commit = new(KernelAction.Commit);
    private static readonly ScheduleStep WriteBack = new(KernelAction.WriteBack);
    private static readonly ScheduleStep Inside = new(KernelAction.CommitInside);
    private static readonly ScheduleStep Start = new(KernelAction.StartWriteBack);

    private static readonly ScheduleStep[][] Simple =
    [
        [WriteBack], [Commit], [WriteBack, Commit], [Commit, WriteBack], [Commit, WriteBack, Commit],
        [new(KernelAction.Sync)],
    ];

    private readonly int gaps = history.Calls.Count;
    private readonly string letters = string.Concat(
        history.Calls.SelectMany(call => call.Data).Where(char.IsAsciiLetter).Distinct().Order());

    private readonly string[] written =
        [.. history.Calls.Where(call => call.Kind is CallKind.Write or CallKind.Dsync or CallKind.Trunc)
            .Select(call => call.Path).Distinct()];

    /// <summary>The systematic schedules.</summary>
    public IEnumerable<Schedule> Systematic()
    {
        yield return new Schedule("", new SortedList<int, IReadOnlyList<ScheduleStep>>());
        foreach (var gap in Gaps())
        {
            foreach (var steps in Simple)
            {
                yield return At(held: "", gap, steps);
            }

            // The gap before a call is the place of what happens in it.
            yield return At(held: "", gap - 1, [Inside]);
        }

        foreach (var steps in new[] { [WriteBack], [Commit], (ScheduleStep[])[Commit, WriteBack, Commit] })
        {
            yield return Everywhere(held: "", steps);
        }

        foreach (var path in written)
        {
            foreach (var at in Enumerable.Range(0, gaps * MostBlocks))
            {
                yield return At(held: "", 1 + (at / MostBlocks),
                    [new(KernelAction.WriteBack, path, at % MostBlocks), Commit]);
            }
        }

        foreach (var letter in letters)
        {
            yield return At(held: $"{letter}", 0, []);
            yield return Everywhere($"{letter}", [Start]);
            foreach (var gap in Gaps())
            {
                yield return At($"{letter}", gap, [Start, Commit]);
                yield return At($"{letter}", gap, [Commit]);
            }
        }
    }

    /// <summary>Random schedules.</summary>
    public IEnumerable<Schedule> Random(int count) => Enumerable.Range(0, count).Select(_ => Random());

    private Schedule Random()
    {
        var steps = new SortedList<int, IReadOnlyList<ScheduleStep>>();
        foreach (var gap in Enumerable.Range(0, gaps + 1).Where(_ => draw.Below(3) > 0))
        {
            steps[gap] = [.. Enumerable.Range(0, draw.Range(1, 3)).Select(_ => RandomStep())];
        }

        var holds = letters.Length > 0 && draw.Below(2) == 0;
        return new Schedule(holds ? $"{letters[draw.Below(letters.Length)]}" : "", steps);
    }

    private ScheduleStep RandomStep() => draw.Below(7) switch
    {
        < 2 => Commit,
        2 => WriteBack,
        3 => Start,
        4 => Inside,
        5 when written.Length > 0 => new(KernelAction.WriteBack, draw.Pick<string>(written), draw.Below(MostBlocks)),
        _ when written.Length > 0 => new(
            draw.Below(2) == 0 ? KernelAction.WriteBack : KernelAction.StartWriteBack, draw.Pick<string>(written)),
        _ => Commit,
    };

    private IEnumerable<int> Gaps() => Enumerable.Range(1, gaps);

    private static Schedule At(string held, int gap, ScheduleStep[] steps) =>
        new(held, new SortedList<int, IReadOnlyList<ScheduleStep>> { [gap] = steps });

    private Schedule Everywhere(string held, ScheduleStep[] steps) =>
        new(held, new SortedList<int, IReadOnlyList<ScheduleStep>>(
            Gaps().ToDictionary(gap => gap, _ => (IReadOnlyList<ScheduleStep>)steps)));
}
