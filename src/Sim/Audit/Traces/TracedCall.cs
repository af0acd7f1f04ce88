namespace Sim.Audit.Traces;

/// <summary>A system call, as strace prints it.</summary>
/// <param name="thread">The thread.</param>
/// <param name="name">The name of the call.</param>
/// <param name="line">The number of the line on which it begins.</param>
internal sealed class TracedCall(int thread, string name, int line)
{
    private const int LongestShown = 60;

    public int Thread => thread;

    public string Name => name;

    /// <summary>The arguments as they are printed.</summary>
    public IReadOnlyList<string> Arguments { get; set; } = [];

    /// <summary>What it returned; null when it never did.</summary>
    public long? Result { get; set; }

    /// <summary>The name of its errno; empty when it went well.</summary>
    public string Error { get; set; } = "";

    /// <summary>True when it returned, and without an error.</summary>
    public bool WentWell => Result is not null && Error.Length == 0;

    /// <summary>An argument; empty when there are fewer.</summary>
    public string this[int index] => index < Arguments.Count ? Arguments[index] : "";

    /// <summary>True when an argument has this flag or word.</summary>
    public bool Has(int index, string flag) => this[index].Split('|', ' ', ',', '=').Contains(flag);

    /// <inheritdoc/>
    public override string ToString() => Invariant($"line {line}: {name}(")
        + string.Join(", ", Arguments.Select(text => text.Length > LongestShown ? text[..LongestShown] + "..." : text))
        + ")";
}

/// <summary>A call begins or ends.</summary>
/// <param name="Call">The call.</param>
/// <param name="Begins">True when it begins.</param>
/// <param name="AtUs">Microseconds since the first line.</param>
internal readonly record struct TracedEvent(TracedCall Call, bool Begins, long AtUs);
