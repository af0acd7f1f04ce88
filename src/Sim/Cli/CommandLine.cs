using System.CommandLine;
using Sim.Cli.Audits;
using Sim.Cli.Kernels;
using Sim.Cli.Output;
using Sim.Cli.Verbs;

namespace Sim.Cli;

/// <summary>The command line: its verbs, and its error messages.</summary>
public static class CommandLine
{
    /// <summary>The command line that runs when none is given.</summary>
    private static readonly string[] Default = ["explore", "--time", "30s"];

    private static readonly (string Name, Func<Terminal, Command> Create)[] Verbs =
    [
        ("explore", ExploreVerb.Create),
        ("replay", ReplayVerb.Create),
        ("census", CensusVerb.Create),
        ("report", ReportVerb.Create),
        ("emit", EmitVerb.Create),
        ("crash", CrashVerb.Create),
        ("merge", MergeVerb.Create),
        ("matrix", MatrixVerb.Create),
        ("sensitivity", SensitivityVerb.Create),
        ("versions", VersionsVerb.Create),
        ("apply", ApplyVerb.Create),
        ("digest", DigestVerb.Create),
        ("torture", TortureVerb.Create),
        ("check-aof", CheckAofVerb.Create),
        ("kernels", KernelsVerb.Create),
        ("audit", AuditVerb.Create),
    ];

    /// <summary>Runs one command line.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static int Run(IReadOnlyList<string> args, Terminal terminal)
    {
        var words = args.Count == 0 ? Default : args;
        var parsed = Root(terminal, words[0]).Parse(words);
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
        catch (Exception problem) when (problem
            is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            // The system's message names the file. Any other exception is a broken invariant and is not caught.
            terminal.Complain(problem.Message);
            return ExitCode.BadUsage;
        }
    }

    /// <summary>
    /// Builds only the requested verb, when the first word is one: describing every verb takes longer than a short
    /// replay.
    /// </summary>
    private static RootCommand Root(Terminal terminal, string first)
    {
        var root = new RootCommand(
            $"Crash tests of Redis's append-only file: random runs on a simulated machine, crashed after every change. "
            + $"Without a verb: {string.Join(' ', Default)}.");
        var only = Array.Find(Verbs, verb => verb.Name == first).Create;
        foreach (var (_, create) in Verbs)
        {
            if (only is null || only == create)
            {
                root.Add(create(terminal));
            }
        }

        return root;
    }

    /// <summary>An unknown word explains most other errors, so it is reported first.</summary>
    private static string Complaint(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens.Count == 0)
        {
            return parsed.Errors[0].Message;
        }

        var word = parsed.UnmatchedTokens[0];
        var command = parsed.CommandResult.Command;
        var near = Spelling.Nearest(word, command.Subcommands.Select(verb => verb.Name).Concat(
            command.Options.SelectMany(option => option.Aliases.Append(option.Name))));
        return $"'{word}' is not a command or option; "
            + (near is null ? "--help lists them" : $"did you mean '{near}'?");
    }
}
