using System.CommandLine;
using Sim.Audit.Recording;
using Sim.Cli.Options;
using Sim.Cli.Output;
using Sim.Os.Posix;

namespace Sim.Cli.Audits;

/// <summary>The options of a recording, and the recording.</summary>
internal sealed class RecordOptions
{
    private static readonly TimeSpan DefaultTime = TimeSpan.FromMinutes(10);

    private readonly Option<string> root =
        OptionFactory.Path("--root", "DIR", "the disk: the directory whose files are recorded");
    private readonly Option<string[]> ignore = new("--ignore")
    {
        HelpName = "GLOB",
        Description = "paths in it that are not part of the disk, such as *.log or *-shm; may be given again",
    };
    private readonly Option<TimeSpan?> time =
        OptionFactory.Time("--time", "how long the program may run (default: 10m)");
    private readonly Argument<string[]> program = new("PROGRAM")
    {
        Description = "the program and its arguments, after --",
        Arity = ArgumentArity.OneOrMore,
    };

    internal void AddTo(Command command)
    {
        root.Required = true;
        command.Add(root);
        command.Add(ignore);
        command.Add(time);
        command.Add(program);
    }

    /// <summary>Records; false when the record cannot be believed, or none could be made.</summary>
    internal bool TryRecord(ParseResult parsed, string path, Terminal terminal, out Recording recording)
    {
        var options = new RecordingOptions(
            parsed.GetRequiredValue(root), parsed.GetValue(ignore) ?? [], parsed.GetRequiredValue(program),
            parsed.GetValue(time) ?? DefaultTime);
        var clock = PosixHost.SystemClock;
        var start = clock.GetTimestamp();
        recording = ProgramRecorder.Record(options, path, clock);
        terminal.Output.WriteLine(Invariant($"{recording.Calls} calls recorded in ")
            + Invariant($"{clock.GetElapsedTime(start).TotalSeconds:F1} s: ")
            + Invariant($"{recording.Disk.Disk.Journal.Count} changes of the disk; the program's exit code was ")
            + Invariant($"{recording.ExitCode}"));
        if (recording.Objection is { } objection)
        {
            terminal.Complain($"the record cannot be believed: {objection}");
            return false;
        }

        terminal.Output.WriteLine($"the rebuilt disk equals {options.Root}; the record is {path}");
        return true;
    }
}
