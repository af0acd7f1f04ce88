using System.CommandLine;
using Sim.Cli.Options;
using Sim.Cli.Output;
using Sim.Kernel.Device;
using Sim.Kernel.Histories;
using Sim.Kernel.Recording;
using Sim.Kernel.Records;
using Sim.Machine.Random;
using Sim.Os.Posix;

namespace Sim.Cli.Kernels;

/// <summary>kernels check: holds random histories on real file systems against the presets.</summary>
internal sealed class CheckCommand
{
    private const int DefaultImages = 150;
    private const ulong DefaultSeeds = 20;

    /// <summary>A run costs as much time as some images of it.</summary>
    private const int ImagesOfARun = 15;

    private readonly Terminal terminal;
    private readonly Option<FileSystemKind?> fileSystem = FileSystemOption.Create();
    private readonly Option<SeedRange?> seeds =
        OptionFactory.Seeds("--seeds", $"seeds of the histories (default: 1..{DefaultSeeds} without --time)");
    private readonly Option<TimeSpan?> time = OptionFactory.Time("--time", "how long each file system is checked");
    private readonly Option<ulong?> images =
        OptionFactory.Count("--images", $"crash images to mount for each history (default: {DefaultImages})");
    private readonly Option<string> @out =
        OptionFactory.Path("--out", "DIR", "where records with a denied state are kept (default: failures)");
    private readonly Option<bool> keepGoing = new("--keep-going")
    {
        Description = "go on after a denied state, and minimize none",
    };

    private readonly List<(string Path, string Text)> denied = [];

    private CheckCommand(Terminal terminal) => this.terminal = terminal;

    internal static Command Create(Terminal terminal)
    {
        var verb = new CheckCommand(terminal);
        var command = new Command(
            "check", "Hold random histories on real file systems against the presets; exit 1 when one denies a state. "
            + "Needs Linux and root.")
        {
            verb.fileSystem, verb.seeds, verb.time, verb.images, verb.keepGoing, verb.@out,
        };
        command.SetAction(verb.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var isGood = true;
        foreach (var kind in FileSystemOption.Of(parsed.GetValue(fileSystem)))
        {
            isGood &= PrivateMounts.Run(directory => Check(kind, directory, parsed));
        }

        // Only here: the recording has a folder of temporary files of its own.
        foreach (var (path, text) in denied)
        {
            _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
            terminal.Output.WriteLine($"kept in {path}; check it with: kernels verify {path}");
        }

        return isGood ? ExitCode.Good : ExitCode.Found;
    }

    private bool Check(FileSystemKind kind, string directory, ParseResult parsed)
    {
        using var recorder = new Recorder(kind, directory);
        var last = parsed.GetValue(time) is null ? DefaultSeeds : ulong.MaxValue;
        var range = parsed.GetValue(seeds) ?? new SeedRange(1, last);
        var clock = PosixHost.SystemClock;
        var (start, histories, states, wrong) = (clock.GetTimestamp(), 0, 0, 0);
        bool IsOver() => clock.GetElapsedTime(start) > (parsed.GetValue(time) ?? TimeSpan.MaxValue)
            || terminal.Cancelled.IsCancellationRequested;
        var limits = new RecordingLimits((int)(parsed.GetValue(images) ?? DefaultImages), ImagesOfARun)
        {
            IsOver = IsOver,
        };
        for (var seed = range.First; ; seed++)
        {
            var record = Record(recorder, seed, limits);
            var check = new RecordCheck(record, kind.Preset);
            histories++;
            states += check.Seen;
            wrong += check.Denied.Count;
            if (check.Denied.Count > 0)
            {
                Report(recorder, record, check, parsed);
            }

            if (seed == range.Last || IsOver() || (wrong > 0 && !parsed.GetValue(keepGoing)))
            {
                terminal.Output.WriteLine(
                    Invariant($"{kind.Name}: {histories} histories, {recorder.Images} images, ")
                    + Invariant($"{states} states seen, {wrong} denied"));
                return wrong == 0;
            }
        }
    }

    private static KernelRecord Record(Recorder recorder, ulong seed, RecordingLimits limits)
    {
        var history = RandomHistory.Of(new Seed(seed));
        var draw = new Seed(seed).Stream("schedules");
        var schedules = new Schedules(history, draw).Random(1 + (2 * limits.Images / ImagesOfARun));
        return recorder.Record(history, limits, schedules, draw);
    }

    private void Report(Recorder recorder, KernelRecord record, RecordCheck check, ParseResult parsed)
    {
        var small = parsed.GetValue(keepGoing)
            ? record
            : new HistoryMinimizer(recorder, check.Preset).Minimize(record, check);
        terminal.Output.WriteLine($"{record.Kind} leaves a state that {record.Kind} denies, {small.History}");
        _ = new RecordText(terminal, listsUnseen: false).Write(small);
        denied.Add((
            Path.Combine(parsed.GetValue(@out) ?? "failures", $"{record.History.Name}.{record.Kind}.json"),
            RecordFile.Write(small)));
    }
}
