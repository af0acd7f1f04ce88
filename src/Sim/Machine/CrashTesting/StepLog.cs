namespace Sim.Machine.CrashTesting;

/// <summary>How many steps were begun and acknowledged at a moment.</summary>
/// <param name="Begun">The number of steps that were begun.</param>
/// <param name="Acknowledged">The number of acknowledgements.</param>
/// <param name="AtUs">The moment, in microseconds since 1970.</param>
internal readonly record struct StepMark(int Begun, int Acknowledged, long AtUs);

/// <summary>The steps of all lives of a run, in the order in which they were reported.</summary>
internal sealed class StepLog<TStep>
{
    private const int LongestStep = 60;

    private readonly List<(TStep Step, int Life)> begun = [];
    private readonly List<(int Step, long AtUs)> acknowledged = [];
    private readonly List<bool> promised = [];

    /// <summary>The clock of the machine, in microseconds.</summary>
    public required Func<long> NowUs { get; set; }

    /// <summary>Receives each report for the story; null when there is none.</summary>
    public Action<string>? Told { get; set; }

    public StepMark Now => new(begun.Count, acknowledged.Count, NowUs());

    public int Begin(TStep step, int life)
    {
        begun.Add((step, life));
        promised.Add(item: false);
        Told?.Invoke(Invariant($"step {begun.Count} begins: {Shown(step)}"));
        return begun.Count - 1;
    }

    public void Acknowledge(int step)
    {
        if (!promised[step])
        {
            promised[step] = true;
            acknowledged.Add((step, NowUs()));
            Told?.Invoke(Invariant($"step {step + 1} is promised"));
        }
    }

    private static string Shown(TStep step)
    {
        var text = step?.ToString() ?? "";
        return text.Length > LongestStep ? text[..LongestStep] + "..." : text;
    }

    /// <summary>How many acknowledgements a crash at this moment has to keep.</summary>
    /// <param name="mark">The moment.</param>
    /// <param name="graceUs">A crash may lose what was acknowledged in the last so many microseconds.</param>
    public int Owed(StepMark mark, long graceUs)
    {
        var owed = mark.Acknowledged;
        while (owed > 0 && acknowledged[owed - 1].AtUs > mark.AtUs - graceUs)
        {
            owed--;
        }

        return graceUs == 0 ? mark.Acknowledged : owed;
    }

    /// <summary>The history of a crash.</summary>
    public StepHistory<TStep> HistoryAt(int begun, int owed)
    {
        var promised = new bool[begun];
        foreach (var (step, _) in acknowledged.Take(owed))
        {
            promised[step] = true;
        }

        return new StepHistory<TStep>(
            [.. this.begun.Take(begun).Select(pair => pair.Step)], promised,
            [.. this.begun.Take(begun).Select(pair => pair.Life)]);
    }

    /// <summary>The log as the crash has left it: later reports are gone.</summary>
    public StepLog<TStep> Cut(int begun, int owed)
    {
        var cut = new StepLog<TStep> { NowUs = NowUs };
        cut.begun.AddRange(this.begun.Take(begun));
        cut.acknowledged.AddRange(acknowledged.Take(owed));
        cut.promised.AddRange(Enumerable.Repeat(element: false, begun));
        foreach (var (step, _) in cut.acknowledged)
        {
            cut.promised[step] = true;
        }

        return cut;
    }
}
