using System.CommandLine;
using Sim.Audit.Devices;
using Sim.Audit.Recording;
using Sim.Audit.Records;
using Sim.Cli.Options;
using Sim.Cli.Output;
using Sim.Kernel.Records;

namespace Sim.Cli.Audits;

/// <summary>The options of a run on a real file system, and the run.</summary>
internal sealed class DeviceOptions
{
    private const ulong DefaultImages = 100;

    private readonly Option<FileSystemKind?> device = OptionFactory.Word<FileSystemKind?>(
        "--device", "run on a real file system too, and crash that: a second witness; needs root",
        [
            ("ext4", FileSystemKind.Named("ext4-ordered")),
            .. FileSystemKind.All.Select(kind => (kind.Name, (FileSystemKind?)kind)),
        ]);

    private readonly Option<ulong?> images = OptionFactory.Count(
        "--device-images", $"crashes of it that are mounted (default: {DefaultImages})", int.MaxValue);

    private readonly Option<TimeSpan?> write = OptionFactory.Time(
        "--device-write", "how long its device takes for a write, one after the other (default: none)");

    private readonly Option<TimeSpan?> late = OptionFactory.Time(
        "--device-late", "how much later the device answers at most, in another order (default: none)");

    private readonly Option<TimeSpan?> syncs = OptionFactory.Time(
        "--device-syncs", "how often another program syncs a file of its own there (default: never)");

    internal void AddTo(Command command)
    {
        foreach (var option in (Option[])[device, images, write, late, syncs])
        {
            command.Add(option);
        }
    }

    internal bool IsGiven(ParseResult parsed) => parsed.GetValue(device) is not null;

    /// <summary>Records a run whose directory is on the file system; false when that cannot be believed.</summary>
    internal bool TryRun(
        ParseResult parsed, RecordingOptions options, string path, Terminal terminal, out DeviceRun run,
        out RebuiltDisk rebuilt)
    {
        var kind = parsed.GetRequiredValue(device)!;
        var settings = new DeviceSettings(
            parsed.GetValue(write) ?? TimeSpan.Zero, parsed.GetValue(late) ?? TimeSpan.Zero,
            parsed.GetValue(syncs) ?? TimeSpan.Zero);
        run = new DeviceRecorder(kind, settings, options, path).Run(
            (int)(parsed.GetValue(images) ?? DefaultImages));
        if (run.ExitCode != ExitCode.Good)
        {
            terminal.Complain($"on a real {kind.Name}: {run.Output}");
            rebuilt = RebuiltDisk.Of(new RecordContent([], Damage: run.Output));
            return false;
        }

        terminal.Output.WriteLine(run.Output);
        return RecordFile.TryRead(path, terminal, out rebuilt);
    }
}
