using System.CommandLine;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.KnownDefects;
using Aof.State;
using Sim.Cli.Options;
using Sim.Cli.Output;
using Sim.Cli.RealDisk;
using Sim.Os;
using Sim.Os.Posix;

namespace Sim.Cli.Verbs;

/// <summary>apply: feeds a recorded command stream to a new server on the real disk, and keeps its files.</summary>
internal sealed class ApplyVerb
{
    /// <summary>The input that one turn of the event loop takes: PROTO_IOBUF_LEN of Redis, in bytes.</summary>
    private const int TurnBytes = 16 * 1024;

    private static readonly string[] UsePreamble = ["CONFIG", "SET", "aof-use-rdb-preamble", "yes"];

    private readonly Terminal terminal;
    private readonly Argument<string> commands =
        OptionFactory.PathArgument("COMMANDS.resp", "RESP arrays, as one client sends them");
    private readonly Option<string> @out =
        OptionFactory.Path("--out", "DIR", "the folder to fill; it is made if necessary");
    private readonly Option<bool> force = new("--force")
    {
        Description = "replace an appendonly.aof that is not empty",
    };
    private readonly Option<bool> isFixed = new("--fixed", "--mended")
    {
        Description = "log as the fixed server does",
    };
    private readonly DefectOption defects = new();

    private ApplyVerb(Terminal terminal) => this.terminal = terminal;

    /// <summary>Rewrites run only on request, so the log depends on the commands alone.</summary>
    private static AofConfig ConfigWith(Defects defects, Dialect dialect) => new()
    {
        Dialect = dialect,
        FileName = ApplyFolder.LogName,
        DirectoryName = ApplyFolder.DirectoryName,
        Policy = FsyncPolicy.No,
        AutoRewritePercentage = 0,
        Defects = defects,
    };

    internal static System.CommandLine.Command Create(Terminal terminal)
    {
        var verb = new ApplyVerb(terminal);
        verb.@out.Required = true;
        var command = new System.CommandLine.Command(
            "apply",
            "Feed recorded commands to a new server on the real disk. It leaves replies.resp, appendonly.aof, "
            + "rewritten.aof, preamble.aof and digest.txt; under redis-7.0 directories in place of the logs.")
        {
            verb.commands, verb.@out, verb.force, verb.isFixed,
        };
        verb.defects.Profile.Description = "log as this version of Redis does (default: redis-6.0.5, byte for byte)";
        verb.defects.AddTo(command);
        command.SetAction(verb.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var path = parsed.GetRequiredValue(commands);
        using var input = InputFile.Open(path);
        if (CommandFile.Damage(input.Path) is { } damage)
        {
            terminal.Complain($"{path}: {damage}");
            return ExitCode.Found;
        }

        var dialect = defects.Dialect(parsed);
        var folder = new ApplyFolder(parsed.GetRequiredValue(@out), dialect.Layout());
        if (folder.Objection(path, parsed.GetValue(force)) is { } objection)
        {
            terminal.Complain(objection);
            return ExitCode.BadUsage;
        }

        return Apply(input.Path, folder,
            ConfigWith(
                parsed.GetValue(isFixed) || defects.IsGiven(parsed) ? defects.Set(parsed) : Defects.Redis605, dialect));
    }

    private int Apply(string input, ApplyFolder folder, AofConfig config)
    {
        folder.Prepare();
        try
        {
            using var server = new RealServer(
                folder.Path, config, new TextLog(terminal.Error, PosixHost.SystemClock, LogLevel.Warning));
            var commands = Feed(server, input, folder.Replies, new UnknownCommands(config.Commands));
            var digest = server.Data.Digest();
            File.WriteAllText(folder.Digest, digest + "\n");
            Rewrite(server, folder);
            terminal.Output.WriteLine(Invariant($"commands  {commands}"));
            terminal.Output.WriteLine($"digest    {digest}");
            return ExitCode.Good;
        }
        catch (ProcessExit exit)
        {
            // The server's end is caught where the server was started.
            throw new IOException(exit.Message, exit);
        }
    }

    private long Feed(RealServer server, string input, string repliesPath, UnknownCommands unknown)
    {
        using var replies = File.Create(repliesPath);
        var session = new Session(new Reply());
        var (commands, bytes) = (0L, 0);
        foreach (var argv in CommandFile.Read(input))
        {
            unknown.Note(argv[0], session.InTransaction);
            server.Execute(session, argv);
            commands++;
            bytes += argv.Sum(argument => argument.Length);
            if (bytes >= TurnBytes)
            {
                EndTurn(server, session, replies);
                bytes = 0;
            }
        }

        EndTurn(server, session, replies);
        if (unknown.Describe() is { } description)
        {
            terminal.Complain(description);
        }

        return commands;
    }

    /// <summary>Replies leave only when the server allows it.</summary>
    private static void EndTurn(RealServer server, Session session, FileStream replies)
    {
        server.EndTurn();
        replies.Write(session.Output.Span);
        session.Output.Clear();
        server.CheckLogIsWritten();
    }

    /// <summary>
    /// The commands may have started a rewrite. It ends first, so that ours starts on an idle server.
    /// </summary>
    private static void Rewrite(RealServer server, ApplyFolder folder)
    {
        server.FinishRewrites();
        folder.KeepLog();
        server.Rewrite();
        folder.KeepRewritten();
        server.Execute(new Session(new Reply()), Array.ConvertAll(UsePreamble, Bytes.Of));
        server.Rewrite();
        server.Shutdown();
        folder.KeepPreamble();
    }
}
