using System.CommandLine;
using Sim.Cli.Options;
using Sim.Cli.Output;
using Sim.Kernel.Device;
using Sim.Kernel.Histories;
using Sim.Kernel.Recording;
using Sim.Kernel.Records;
using Sim.Machine.Random;

namespace Sim.Cli.Kernels;

/// <summary>kernels record: runs the named histories on real file systems and crashes them everywhere.</summary>
internal sealed class RecordCommand
{
    private const int DefaultImages = 400;

    private readonly Terminal terminal;
    private readonly Option<FileSystemKind?> fileSystem = FileSystemOption.Create();
    private readonly Option<History?> history = OptionFactory.Word<History?>(
        "--history", "one history only", [.. NamedHistories.All.Select(known => (known.Name, (History?)known))]);
    private readonly Option<ulong?> images =
        OptionFactory.Count("--images", $"crash images to mount for each history (default: {DefaultImages})");
    private readonly Option<string> @out =
        OptionFactory.Path("--out", "DIR", "where the records go, in a folder for this kernel (default: records)");

    private RecordCommand(Terminal terminal) => this.terminal = terminal;

    internal static Command Create(Terminal terminal)
    {
        var verb = new RecordCommand(terminal);
        var command = new Command(
            "record", "Record what real file systems leave of the named histories. Needs Linux and root.")
        {
            verb.fileSystem, verb.history, verb.images, verb.@out,
        };
        command.SetAction(verb.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var text = new RecordText(terminal, listsUnseen: false);
        var histories = parsed.GetValue(history) is { } given ? [given] : NamedHistories.All;
        var images = (int)(parsed.GetValue(this.images) ?? DefaultImages);
        foreach (var kind in FileSystemOption.Of(parsed.GetValue(fileSystem)))
        {
            foreach (var record in Record(kind, histories, images))
            {
                _ = text.Write(record);
                Keep(record, parsed.GetValue(@out) ?? "records");
            }
        }

        return text.WriteSum();
    }

    private static List<KernelRecord> Record(FileSystemKind kind, IReadOnlyList<History> histories, int images) =>
        PrivateMounts.Run(directory =>
        {
            using var recorder = new Recorder(kind, directory);
            return histories.Select(history =>
            {
                var draw = new Seed(1).Stream(history.Name);
                var schedules = new Schedules(history, draw);
                return recorder.Record(history, images, schedules.Systematic().Concat(schedules.Random(40)), draw);
            }).ToList();
        });

    private static void Keep(KernelRecord record, string folder)
    {
        var version = Version.Parse(record.Kernel);
        var kernel = Path.Combine(
            folder, Invariant($"linux-{version.Major}.{version.Minor}"));
        _ = Directory.CreateDirectory(kernel);
        File.WriteAllText(Path.Combine(kernel, $"{record.History.Name}.{record.Kind}.json"), RecordFile.Write(record));
    }
}
