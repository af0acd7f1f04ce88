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
        "the N-th such call fails, such as EIO:fdatasync:3:log, is cut short, such as short:write:1:log, or its "
            + "process is killed there, such as kill-before:write:1:log");
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
                result.AddError("--fault takes words such as EIO:fdatasync:3:log, with an effect that the call may "
                    + $"have, not '{text}'");
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

    /// <summary>
    /// Records. Returns the exit code: not <see cref="ExitCode.Good"/> when the record cannot be believed, or is not of
    /// what was asked for.
    /// </summary>
    internal int Record(
        ParseResult parsed, string path, Terminal terminal, out Recording recording, Action<long>? said = null)
    {
        using var interrupt = new Interrupt(terminal.Cancelled);
        var options = Faulted(parsed) with { Said = said, Cancelled = interrupt.Token };
        var clock = PosixHost.SystemClock;
        var start = clock.GetTimestamp();
        recording = ProgramRecorder.Record(options, path, clock);
        terminal.Output.WriteLine($"{Quantity.Of(recording.Calls, "call")} recorded in "
            + Invariant($"{clock.GetElapsedTime(start).TotalSeconds:F1} s: ")
            + $"{Quantity.Of(recording.Disk.Disk.Journal.Count, "change")} of the disk; "
            + Invariant($"the program's exit code was {recording.ExitCode}"));
        if (recording.IsLate)
        {
            terminal.Output.WriteLine("it was killed, with all that it had started: it still ran after "
                + Invariant($"{options.Limit.TotalSeconds} s, and --time gives it no more"));
        }

        if (interrupt.Token.IsCancellationRequested)
        {
            terminal.Complain($"interrupted: the program was killed; {path} is what it did until then");
            return ExitCode.Interrupted;
        }

        if (Problem(recording, options, terminal) is { } problem)
        {
            terminal.Complain(problem);
            return ExitCode.BadUsage;
        }

        terminal.Output.WriteLine($"the rebuilt disk equals {options.Root}; the record is {path}");
        // Such as: Link of a to b: EPERM.
        foreach (var calls in recording.Disk.Declined.GroupBy(call => (call.Split(' ')[0], call.Split(' ')[^1])))
        {
            terminal.Output.WriteLine("the disk said to the program that it cannot do this: "
                + calls.First() + (calls.Count() == 1 ? "" : Invariant($", and {calls.Count() - 1} more like it")));
        }

        return ExitCode.Good;
    }

    private static string? Problem(Recording recording, RecordingOptions options, Terminal terminal)
    {
        if (recording.Objection is { } objection)
        {
            return $"the record cannot be believed: {objection}";
        }

        if (options.Fault is null)
        {
            return null;
        }

        terminal.Output.WriteLine(recording.Disk.Struck is { } struck
            ? $"the fault struck {struck}"
            : $"the calls were:\n{Calls(recording)}");
        return recording.Disk.Struck is null ? $"the fault {options.Fault} struck nothing" : null;
    }

    private static string Calls(Recording recording) => string.Join('\n', recording.Sites.Select(
        site => Invariant($"  {site.Value} x {site.Key.Call} of {site.Key.Path}")));
}
