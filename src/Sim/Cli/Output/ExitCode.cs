namespace Sim.Cli.Output;

/// <summary>What the command line returns to the shell.</summary>
public static class ExitCode
{
    /// <summary>Nothing wrong was found.</summary>
    public const int Good = 0;

    /// <summary>Something wrong was found: a violation, or damage in a file.</summary>
    public const int Found = 1;

    /// <summary>
    /// The request could not be carried out: a wrong option, or a file that cannot be read or written.
    /// </summary>
    public const int BadUsage = 2;

    /// <summary>Ctrl-C or SIGTERM ended the run early: 128 and the number of SIGINT, as shells have it.</summary>
    public const int Interrupted = 130;
}
