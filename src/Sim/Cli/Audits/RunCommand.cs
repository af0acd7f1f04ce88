using System.CommandLine;
using Sim.Cli.Options;
using Sim.Cli.Output;

namespace Sim.Cli.Audits;

/// <summary>audit run: records, then checks.</summary>
internal static class RunCommand
{
    private const string DefaultRecord = "audit.rec";

    internal static Command Create(Terminal terminal)
    {
        var (recording, checking) = (new RecordOptions(), new CheckOptions());
        var record = OptionFactory.Path("--record", "FILE", $"the record (default: {DefaultRecord})");
        var command = new Command("run", "Record a program, then recover every crash of it. Needs Linux on x86-64.")
        {
            record,
        };
        var device = new DeviceOptions();
        device.AddTo(command);
        checking.AddTo(command);
        recording.AddTo(command);
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(record) ?? DefaultRecord;

            // What cannot be reported need not be recorded.
            _ = checking.Known(parsed, hasPromises: true);
            if (device.IsGiven(parsed))
            {
                return device.TryRun(parsed, recording.Faulted(parsed), path, terminal, out var run, out var rebuilt)
                    ? checking.Check(parsed, path, rebuilt, terminal, run)
                    : ExitCode.BadUsage;
            }

            var code = recording.Record(parsed, path, terminal, out var made);
            return code == ExitCode.Good ? checking.Check(parsed, path, made.Disk, terminal) : code;
        });
        return command;
    }
}
