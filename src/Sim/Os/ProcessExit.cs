namespace Sim.Os;

/// <summary>
/// exit(3): the program ends itself. The program must not catch it; catch it where the process was started.
/// </summary>
public sealed class ProcessExit : Exception
{
    /// <summary>Ends the process.</summary>
    /// <param name="code">The exit code; 0 is success.</param>
    /// <param name="reason">The reason, which the program has already logged.</param>
    public ProcessExit(int code, string reason)
        : base(reason) => Code = code;

    /// <summary>The exit code.</summary>
    public int Code { get; }
}
