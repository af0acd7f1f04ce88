namespace Sim.Os;

/// <summary>
/// exit(3): the program ends itself. Nothing in the program catches it; the one catch is where the process was started.
/// </summary>
public sealed class ProcessExit : Exception
{
    /// <summary>Ends the process.</summary>
    /// <param name="code">The exit code; 0 is success.</param>
    /// <param name="reason">Why, in words (already written to the log).</param>
    public ProcessExit(int code, string reason)
        : base(reason) => Code = code;

    /// <summary>The exit code.</summary>
    public int Code { get; }
}
