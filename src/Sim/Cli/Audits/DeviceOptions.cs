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

    internal void AddTo(Command command)
    {
        command.Add(device);
        command.Add(images);
    }

    internal bool IsGiven(ParseResult parsed) => parsed.GetValue(device) is not null;

    /// <summary>Records a run whose directory is on the file system; false when that cannot be believed.</summary>
    internal bool TryRun(
        ParseResult parsed, RecordingOptions options, string path, Terminal terminal, out DeviceRun run,
        out RebuiltDisk rebuilt)
    {
        var kind = parsed.GetRequiredValue(device)!;
        run = new DeviceRecorder(kind, options, path).Run((int)(parsed.GetValue(images) ?? DefaultImages));
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
