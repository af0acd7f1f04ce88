using System.Globalization;

namespace Sim.Kernel.Recording;

/// <summary>What a kernel does by itself between two calls, now or later.</summary>
public enum KernelAction
{
    /// <summary>Commits metadata without data.</summary>
    Commit,

    /// <summary>Commits metadata again and again while the next call is under way.</summary>
    CommitInside,

    /// <summary>Writes data without metadata, and waits.</summary>
    WriteBack,

    /// <summary>Starts to write data without metadata.</summary>
    StartWriteBack,

    /// <summary>Writes everything.</summary>
    Sync,
}

/// <summary>
/// One action in a gap. As text: "commit", "writeback", "writeback log", "writeback log 1" for one block.
/// </summary>
/// <param name="Action">What is done.</param>
/// <param name="Path">The file whose data are written; empty for all.</param>
/// <param name="Block">The block of the file; -1 for all.</param>
public readonly record struct ScheduleStep(KernelAction Action, string Path = "", int Block = -1)
{
    /// <summary>The step as text.</summary>
    public override string ToString() => Action.ToString().ToLowerInvariant()
        + (Path.Length > 0 ? " " + Path : "")
        + (Block >= 0 ? string.Create(CultureInfo.InvariantCulture, $" {Block}") : "");

    internal static ScheduleStep Parse(string text)
    {
        var words = text.Split(' ');
        return Enum.TryParse<KernelAction>(words[0], ignoreCase: true, out var action) && words.Length <= 3
            ? new(action, words.Length > 1 ? words[1] : "",
                words.Length > 2 ? int.Parse(words[2], CultureInfo.InvariantCulture) : -1)
            : throw new FormatException($"'{text}' is not a step such as 'writeback log 1'");
    }
}

/// <summary>
/// What a kernel does by itself during a history. As text: "hold n; 2: writeback log 1, commit". The number of a gap is
/// that of the calls before it.
/// </summary>
/// <param name="Held">Letters whose writes stay in flight longer than others.</param>
/// <param name="Gaps">The steps in each gap.</param>
public sealed record Schedule(string Held, IReadOnlyDictionary<int, IReadOnlyList<ScheduleStep>> Gaps)
{
    private const string Hold = "hold ";

    /// <summary>The steps in a gap.</summary>
    public IReadOnlyList<ScheduleStep> In(int gap) => Gaps.TryGetValue(gap, out var steps) ? steps : [];

    /// <summary>The schedule of the history without the call before a gap. Its steps join those of the gap before.
    /// </summary>
    internal Schedule WithoutGap(int gap)
    {
        var gaps = new SortedList<int, IReadOnlyList<ScheduleStep>>();
        foreach (var (number, steps) in Gaps.OrderBy(entry => entry.Key))
        {
            var moved = number >= gap ? number - 1 : number;
            gaps[moved] = gaps.TryGetValue(moved, out var before) ? [.. before, .. steps] : steps;
        }

        return this with { Gaps = gaps };
    }

    internal Schedule WithoutStep(int gap, int step) => this with
    {
        Gaps = new SortedList<int, IReadOnlyList<ScheduleStep>>(Gaps.ToDictionary(
            entry => entry.Key,
            entry => entry.Key == gap ? [.. entry.Value.Where((_, i) => i != step)] : entry.Value)),
    };

    /// <summary>The schedule as text; "none" for the empty one.</summary>
    public override string ToString()
    {
        var parts = Gaps.OrderBy(gap => gap.Key)
            .Where(gap => gap.Value.Count > 0)
            .Select(gap => string.Create(CultureInfo.InvariantCulture, $"{gap.Key}: {string.Join(", ", gap.Value)}"))
            .ToList();
        if (Held.Length > 0)
        {
            parts.Insert(0, Hold + Held);
        }

        return parts.Count == 0 ? "none" : string.Join("; ", parts);
    }

    /// <summary>The schedule of a text.</summary>
    /// <exception cref="FormatException">The text is not a schedule.</exception>
    public static Schedule Parse(string text)
    {
        var (held, gaps) = ("", new SortedList<int, IReadOnlyList<ScheduleStep>>());
        foreach (var part in text == "none" ? [] : text.Split("; "))
        {
            if (part.StartsWith(Hold, StringComparison.Ordinal))
            {
                held = part[Hold.Length..];
                continue;
            }

            var colon = part.IndexOf(": ", StringComparison.Ordinal);
            if (colon < 0)
            {
                throw new FormatException($"'{part}' is not a gap such as '2: commit'");
            }

            gaps[int.Parse(part[..colon], CultureInfo.InvariantCulture)] =
                [.. part[(colon + 2)..].Split(", ").Select(ScheduleStep.Parse)];
        }

        return new Schedule(held, gaps);
    }
}
