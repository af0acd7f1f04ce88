using Sim.Machine;
using Sim.Machine.Crash;
using Sim.Machine.Disk;
using Sim.Machine.Faults;
using Sim.Machine.FileSystem;
using Sim.Machine.Process;
using Sim.Machine.Random;
using Sim.Machine.Tracing;
using Sim.Os;

namespace Sim.Kernel.Histories;

/// <summary>
/// A failure story on the simulated machine: what the model says about each call, and about the crash.
/// </summary>
public sealed class SimulatedFailure
{
    private const OpenMode ReadWrite = OpenMode.Read | OpenMode.Write;

    private readonly DiskImage initial;
    private readonly DiskPreset preset;
    private readonly VirtualDisk disk;
    private readonly IFiles files;
    private readonly SortedList<string, int> open = new(StringComparer.Ordinal);

    /// <summary>Runs the story on a disk of a preset.</summary>
    public SimulatedFailure(FailureStory story, DiskPreset preset)
    {
        (initial, this.preset) = (story.InitialImage, preset);
        disk = VirtualDisk.From(initial);
        disk.FailAs(preset);
        var seed = new Seed(1);
        var faults = new FaultInjector(new FaultPlan([.. Faults(story, preset)]), seed);
        var machine = new SimulatedMachine(disk, faults, seed, new Trace(0), startUs: 0);
        files = machine.BootServer(SilentLog.Instance, new Prng(seed)).Files;
        foreach (var entry in initial.Entries)
        {
            open[entry.Path] = files.Open(entry.Path, ReadWrite).Value;
        }

        Results = [.. story.Steps.Select(Do)];
    }

    /// <summary>The result of each step: "ok", an errno, or the content that was read.</summary>
    public IReadOnlyList<string> Results { get; }

    /// <summary>The crash right behind the last step.</summary>
    public CrashModel Crash()
    {
        var model = new CrashModel(initial, disk.Journal);
        model.MoveTo(disk.Journal.Count);
        return model;
    }

    /// <summary>Where data go through the journal, their first write is one to the journal.</summary>
    private static IEnumerable<Fault> Faults(FailureStory story, DiskPreset preset)
    {
        var syncs = 0;
        foreach (var step in story.Steps)
        {
            syncs += step.Kind == FailureKind.Fsync ? 1 : 0;
            var fault = new Fault { Call = SystemCall.Sync, Nth = syncs + 1, Kind = FaultKind.Abort };
            switch (step.Kind)
            {
                case FailureKind.FailJournal or FailureKind.FailFlush:
                case FailureKind.FailData or FailureKind.FullData when preset.InOrder && step.Number == 0:
                    yield return fault;
                    break;
                case FailureKind.FullData:
                    yield return fault with { Kind = FaultKind.Error, Errno = Errno.ENOSPC };
                    break;
                case FailureKind.FailData when preset.InOrder == (step.Number == 1):
                    yield return fault with { Kind = FaultKind.Error, Errno = Errno.EIO };
                    break;
                default:
                    break;
            }
        }
    }

    private string Do(FailureStep step) => step.Kind switch
    {
        FailureKind.FailData or FailureKind.FullData or FailureKind.FailJournal or FailureKind.FailFlush =>
            FailureStory.Good,
        FailureKind.Open => Text((open[step.Name] = Open(step.File)) < 0 ? Errno.EIO : Errno.None),
        FailureKind.Write => Text(Write(step)),
        FailureKind.Trunc => Text(files.Truncate(open[step.File], step.Number)),
        FailureKind.Fsync => Text(files.Sync(open[step.File])),
        FailureKind.Evict => Evict(step.File),
        FailureKind.Read => Read(step.File),
        _ => throw new ArgumentOutOfRangeException(nameof(step)),
    };

    private static string Text(Errno error) => error == Errno.None ? FailureStory.Good : $"{error}";

    private int Open(string file)
    {
        var writing = files.Open(file, ReadWrite);
        var opened = writing.Error == Errno.EROFS ? files.Open(file, OpenMode.Read) : writing;
        return opened.Ok ? opened.Value : -1;
    }

    private Errno Write(FailureStep step)
    {
        if (step.Number < 0)
        {
            var end = files.SeekEnd(open[step.File]);
            return end.Ok ? files.Write(open[step.File], ContentText.Parse(step.Data)).Error : end.Error;
        }

        var fd = files.Open(step.File, ReadWrite);
        if (!fd.Ok)
        {
            return fd.Error;
        }

        _ = files.Read(fd.Value, new byte[step.Number]);
        var written = files.Write(fd.Value, ContentText.Parse(step.Data)).Error;
        _ = files.Close(fd.Value);
        return written;
    }

    private string Evict(string file)
    {
        if (preset.FailedSync != FailedSync.InJournal)
        {
            disk.LosePages(disk.Lookup(file).Value);
        }

        return FailureStory.Good;
    }

    private string Read(string file)
    {
        var fd = files.Open(file, OpenMode.Read);
        if (!fd.Ok)
        {
            return Text(fd.Error);
        }

        var bytes = new byte[1 << 16];
        var read = files.Read(fd.Value, bytes);
        _ = files.Close(fd.Value);
        return read.Ok ? ContentText.Of(bytes.AsSpan(0, read.Value)) : Text(read.Error);
    }
}
