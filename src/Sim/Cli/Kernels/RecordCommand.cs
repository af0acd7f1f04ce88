using System.CommandLine;
using System.CommandLine.Parsing;
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

    /// <summary>The least number of runs that share the images.</summary>
    private const int Runs = 20;

    private const int LeastOfARun = 15;

    /// <summary>A kernel does not do the same each time.</summary>
    private const int Repeats = 20;

    private readonly Terminal terminal;
    private readonly Option<FileSystemKind?> fileSystem = FileSystemOption.Create();
    private readonly Option<History?> history = OptionFactory.Word<History?>(
        "--history", "one history only", [.. NamedHistories.All.Select(known => (known.Name, (History?)known))]);
    private readonly Option<Schedule?> schedule = new("--schedule")
    {
        HelpName = "S",
        Description = "one schedule only, as a record has it, again and again",
        CustomParser = ParseSchedule,
    };
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
            verb.fileSystem, verb.history, verb.schedule, verb.images, verb.@out,
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
            foreach (var record in Record(kind, histories, parsed.GetValue(schedule), images))
            {
                _ = text.Write(record);
                Keep(record, parsed.GetValue(@out) ?? "records");
            }
        }

        return text.WriteSum();
    }

    private static List<KernelRecord> Record(
        FileSystemKind kind, IReadOnlyList<History> histories, Schedule? schedule, int images) =>
        PrivateMounts.Run(directory =>
        {
            using var recorder = new Recorder(kind, directory);
            return histories.Select(history =>
            {
                var draw = new Seed(1).Stream(history.Name);
                var schedules = new Schedules(history, draw);
                return schedule is null
                    ? recorder.Record(history, new RecordingLimits(images, Math.Max(LeastOfARun, images / Runs)),
                        schedules.Systematic().Concat(schedules.Random(40)), draw)
                    : recorder.Record(
                        history, new RecordingLimits(images), Enumerable.Repeat(schedule, Repeats), draw);
            }).ToList();
        });

    private static Schedule? ParseSchedule(ArgumentResult result)
    {
        try
        {
            return Schedule.Parse(result.Tokens[0].Value);
        }
        catch (FormatException problem)
        {
            result.AddError(problem.Message);
            return null;
        }
    }

    private static void Keep(KernelRecord record, string folder)
    {
        var version = Version.Parse(record.Kernel);
        var kernel = Path.Combine(
            folder, Invariant($"linux-{version.Major}.{version.Minor}"));
        _ = Directory.CreateDirectory(kernel);
        File.WriteAllText(Path.Combine(kernel, $"{record.History.Name}.{record.Kind}.json"), RecordFile.Write(record));
    }
}
