using System.CommandLine;

namespace Sim.Cli;

/// <summary>The command line: its verbs, and what happens to what it does not understand.</summary>
public static class CommandLine
{
    /// <summary>What runs when nothing is asked for.</summary>
    private static readonly string[] Default = ["explore", "--time", "30s"];

    /// <summary>Runs one command line.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static int Run(IReadOnlyList<string> args, Terminal terminal)
    {
        var parsed = Root(terminal).Parse(args.Count == 0 ? Default : args);
        if (parsed.Errors.Count > 0)
        {
            terminal.Complain(Complaint(parsed));
            return ExitCode.BadUsage;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = terminal.Output,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
            });
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            // The system's own words name the file. Anything else is a broken invariant and may be loud.
            terminal.Complain(OneLine(problem.Message));
            return ExitCode.BadUsage;
        }
    }

    private static RootCommand Root(Terminal terminal) =>
        new($"A computer in a test tube: the append-only file of Redis on a simulated machine, crashed everywhere. Without a verb: {string.Join(' ', Default)}.")
        {
            ExploreVerb.Create(terminal),
            ReplayVerb.Create(terminal),
            CensusVerb.Create(terminal),
            ReportVerb.Create(terminal),
            EmitVerb.Create(terminal),
            CrashVerb.Create(terminal),
            MergeVerb.Create(terminal),
            MatrixVerb.Create(terminal),
            SensitivityVerb.Create(terminal),
            VersionsVerb.Create(terminal),
            ApplyVerb.Create(terminal),
            DigestVerb.Create(terminal),
            TortureVerb.Create(terminal),
            CheckAofVerb.Create(terminal),
        };

    /// <summary>A word that nobody knows explains most other errors, so it goes first.</summary>
    private static string Complaint(ParseResult parsed) => parsed.UnmatchedTokens.Count > 0
        ? $"'{parsed.UnmatchedTokens[0]}' is no command or option here; --help names them"
        : OneLine(parsed.Errors[0].Message);

    private static string OneLine(string message) => string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
