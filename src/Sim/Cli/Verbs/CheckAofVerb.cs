using System.CommandLine;
using Aof.Load;
using Sim.Cli.Options;
using Sim.Cli.Output;
using Sim.Cli.RealDisk;
using Sim.Os;
using Sim.Os.Posix;

namespace Sim.Cli.Verbs;

/// <summary>
/// check-aof: does the work of redis-check-aof of Redis 6.0.5, and of 7.0 for a directory. It checks a log's structure
/// and prints the first error and the size of the sound part. With --fix it asks, and cuts the log there; of several
/// files only the last. --truncate-to-timestamp cuts it at a time. Exit 0 when the log is sound, at once or after the
/// cut; else 1, also when its only file is empty. The commands are those that <see cref="ReadAs"/> says.
/// </summary>
internal sealed class CheckAofVerb
{
    private readonly Terminal terminal;
    private readonly Argument<string> file = OptionFactory.PathArgument(
        "FILE.aof|DIR", "the log, or the directory or manifest of a Redis 7 log");
    private readonly Option<bool> fix = new("--fix")
    {
        Description = "cut the log before its first error, after a question",
    };
    private readonly Option<long?> until = new("--truncate-to-timestamp")
    {
        Description = "cut the log where its annotations are later than this second since 1970; does not ask",
        HelpName = "SECOND",
    };
    private readonly Option<bool> yes = new("--yes", "-y") { Description = "with --fix: do not ask" };
    private readonly DefectOption defects = new();

    private CheckAofVerb(Terminal terminal) => this.terminal = terminal;

    internal static Command Create(Terminal terminal)
    {
        var verb = new CheckAofVerb(terminal);
        var command = new Command(
            "check-aof", "Check the structure of a real append-only file; exit 1 when it is damaged.")
        {
            verb.file, verb.fix, verb.yes, verb.until, verb.defects.Profile,
        };
        command.SetAction(verb.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        using var machine = PosixHost.Create(".", new TextLog(TextWriter.Null, PosixHost.SystemClock));
        var path = parsed.GetRequiredValue(file);
        var parts = LogParts.Of(path);
        using var input = parts is [var only] && only == path ? InputFile.Open(path) : null;
        var (commands, later) = ReadAs.Of(machine.Host.Files, input is null ? parts : [input.Path],
            isDirectory: input is null, defects.GivenCommands(parsed));
        if (later is not null)
        {
            Say($"{path} needs Redis 6.2 or later: {later}");
        }

        var options = new AofCheckOptions
        {
            Commands = commands,
            AsReleased = defects.Set(parsed).AreOfAVersion,
            UntilSec = parsed.GetValue(until),
        };
        var result = ExitCode.Good;
        for (var i = 0; i < parts.Count && result == ExitCode.Good; i++)
        {
            var whyKept = i < parts.Count - 1 ? "it is not the last file of the log"
                : input is { IsCopy: true } ? "it is a pipe"
                : null;
            result = Check(parsed, machine.Host.Files, new Part(parts[i], input?.Path ?? parts[i], whyKept),
                options with { MayHavePreamble = i == 0 }, mayBeEmpty: input is null);
        }

        return result;
    }

    private int Check(ParseResult parsed, IFiles files, Part part, AofCheckOptions options, bool mayBeEmpty)
    {
        var (path, name, whyKept) = (part.Path, Path.GetFullPath(part.Place), part.WhyKept);
        var check = Good(AofCheck.Check(files, name, options), path);
        if (check.Size == 0)
        {
            Say($"{path} is empty");
            return mayBeEmpty ? ExitCode.Good : ExitCode.Found;
        }

        if (check.Error?.Kind == AofErrorKind.LaterTime)
        {
            return CutAtTime(files, (path, name), check, whyKept);
        }

        Report(path, check);
        if (check.Error is null || !parsed.GetValue(fix))
        {
            return check.Error is null ? ExitCode.Good : ExitCode.Found;
        }

        if ((whyKept ?? check.ReasonToKeep) is { } reason)
        {
            terminal.Complain(Invariant($"{path} is not cut at byte {check.Error.Offset}: {reason}"));
            return ExitCode.Found;
        }

        if (!parsed.GetValue(yes) && !Agreed(check))
        {
            terminal.Complain($"{path} is left as it is");
            return ExitCode.Found;
        }

        _ = Good(AofCheck.Cut(files, name, check), path);
        Say($"cut to {check.OkUpTo} bytes and synced");
        return ExitCode.Good;
    }

    /// <summary>
    /// Cuts what is later, without a question, as redis-check-aof does; but before an open transaction, not inside.
    /// </summary>
    private int CutAtTime(IFiles files, (string Path, string Name) file, AofCheckResult check, string? whyKept)
    {
        if ((check.OkUpTo == 0 ? "nothing before it is earlier" : whyKept) is { } reason)
        {
            terminal.Complain(Invariant($"{file.Path} is not cut at byte {check.Error!.Offset}: {reason}"));
            return ExitCode.Found;
        }

        _ = Good(AofCheck.Cut(files, file.Name, check), file.Path);
        Say($"{file.Path} is cut to {check.OkUpTo} of {check.Size} bytes and synced");
        return ExitCode.Good;
    }

    private void Report(string path, AofCheckResult check)
    {
        Say($"size={check.Size}, ok_up_to={check.OkUpTo}, diff={check.Diff}");
        if (check.Error is { } error)
        {
            Say($"{path}: {error.Kind} at byte {error.Offset}: {error.Reason}");
        }
        else
        {
            Say($"{path} is sound");
        }
    }

    private bool Agreed(AofCheckResult check)
    {
        terminal.Output.Write(Invariant(
            $"Cut the last {check.Diff} of {check.Size} bytes? This cannot be undone. [y/N]  "));
        var answer = terminal.Input.ReadLine();
        terminal.Output.WriteLine();
        return answer?.StartsWith('y') == true || answer?.StartsWith('Y') == true;
    }

    private void Say(FormattableString what) => terminal.Output.WriteLine(FormattableString.Invariant(what));

    /// <param name="Path">The file as it was named.</param>
    /// <param name="Place">Where it can be read.</param>
    /// <param name="WhyKept">Why it must not be cut; null: it may be.</param>
    private sealed record Part(string Path, string Place, string? WhyKept);

    private static AofCheckResult Good(SysResult<AofCheckResult> result, string path) =>
        result.Ok ? result.Value : throw new IOException($"{path}: {result.Error.Message()}");
}
