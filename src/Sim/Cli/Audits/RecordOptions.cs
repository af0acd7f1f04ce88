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

    private readonly DiskOptions disk = new();
    private readonly Option<TimeSpan?> time =
        OptionFactory.Time("--time", "how long the program may run (default: 10m)");
    private readonly Option<string> fault = OptionFactory.Text("--fault", "EFFECT:CALL:N:PATH",
        "the N-th such call fails, such as EIO:fdatasync:3:log, or is cut short, such as short:write:1:log");
    private readonly Argument<string[]> program = new("PROGRAM")
    {
        Description = "the program and its arguments, after --",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>Adds the options, and that of a fault where it is not the verb that chooses it.</summary>
    internal void AddTo(Command command, bool withFault = true)
    {
        disk.AddTo(command);
        foreach (var option in (Option[])[time, .. withFault ? [fault] : (Option[])[]])
        {
            command.Add(option);
        }

        command.Add(program);
        command.Validators.Add(result =>
        {
            if (withFault && result.GetValue(fault) is { } text && CallFault.Parse(text) is null)
            {
                result.AddError($"--fault takes words such as EIO:fdatasync:3:log, not '{text}'");
            }
        });
    }

    /// <summary>What is recorded, as it was given.</summary>
    internal RecordingOptions Given(ParseResult parsed) => new(
        disk.Root(parsed), disk.Ignored(parsed), parsed.GetRequiredValue(program),
        parsed.GetValue(time) ?? DefaultTime, disk.AcknowledgedBy(parsed));

    /// <summary>The same, with the fault that was given.</summary>
    internal RecordingOptions Faulted(ParseResult parsed) => Given(parsed) with
    {
        Fault = parsed.GetResult(fault) is null ? null : CallFault.Parse(parsed.GetRequiredValue(fault)),
    };

    /// <summary>Records; false when the record cannot be believed, or none could be made.</summary>
    internal bool TryRecord(
        ParseResult parsed, string path, Terminal terminal, out Recording recording, Action<long>? said = null)
    {
        var options = Faulted(parsed) with { Said = said };
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

        if (options.Fault is not null)
        {
            terminal.Output.WriteLine(recording.Disk.Struck is { } struck
                ? $"the fault struck {struck}"
                : $"the fault struck nothing; the calls were:\n{Calls(recording)}");
        }

        terminal.Output.WriteLine($"the rebuilt disk equals {options.Root}; the record is {path}");
        return true;
    }

    private static string Calls(Recording recording) => string.Join('\n', recording.Sites.Select(
        site => Invariant($"  {site.Value} x {site.Key.Call} of {site.Key.Path}")));
}
