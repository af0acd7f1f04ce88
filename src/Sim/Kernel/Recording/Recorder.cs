using Sim.Kernel.Device;
using Sim.Kernel.Histories;
using Sim.Kernel.Records;
using Sim.Machine.Random;

namespace Sim.Kernel.Recording;

/// <summary>
/// Runs a history on a real file system, once for each schedule, crashes each run everywhere, mounts each image again
/// and reads it. Lives on the thread of a <see cref="PrivateMounts"/>.
/// </summary>
internal sealed class Recorder : IDisposable
{
    private readonly FileSystemKind kind;
    private readonly KernelDisk disk;
    private readonly Dictionary<ulong, string> known = [];
    private readonly SortedDictionary<HistoryPlace, SortedDictionary<string, string>> seen = [];
    private int runs;
    private int images;

    public Recorder(FileSystemKind kind, string directory)
    {
        this.kind = kind;
        disk = new KernelDisk(kind, directory);
    }

    /// <summary>The number of images mounted so far, of all histories.</summary>
    public int Images { get; private set; }

    public void Dispose() => disk.Dispose();

    /// <summary>Records a history until so many images were mounted or the schedules are at their end.</summary>
    /// <param name="history">The history.</param>
    /// <param name="mostImages">The number of images.</param>
    /// <param name="schedules">The schedules.</param>
    /// <param name="draw">Chooses among the crashes of a run when there are too many.</param>
    public KernelRecord Record(History history, int mostImages, IEnumerable<Schedule> schedules, Prng draw)
    {
        Prepare(history);
        foreach (var schedule in schedules)
        {
            if (images >= mostImages)
            {
                break;
            }

            Crash(Run(history, schedule), schedule, draw, mostImages);
        }

        return new KernelRecord(kind.Name, history,
            [.. seen.Select(place => new CrashPlace(
                place.Key, [.. place.Value.Select(state => new SeenState(state.Key, state.Value))]))])
        {
            Kernel = Environment.OSVersion.Version.ToString(fieldCount: 3),
            Mkfs = disk.MkfsVersion,
            Options = kind.Options,
            Runs = runs,
            Images = images,
        };
    }

    /// <summary>Makes the files of the history, durable.</summary>
    private void Prepare(History history)
    {
        known.Clear();
        seen.Clear();
        (runs, images) = (0, 0);
        disk.Prepare(history.InitialImage, RealFiles.Unrelated);
    }

    private IReadOnlyList<BlockEvent> Run(History history, Schedule schedule)
    {
        runs++;
        disk.Disk.Become([]);
        disk.Disk.StartLog();
        disk.Mount(keepsInFlight: true);
        try
        {
            using (var files = new RealFiles(disk, kind.Type == "btrfs", history))
            {
                files.SyncAll();
                disk.Flush();
                disk.Disk.Mark(new HistoryPlace(0, IsDuring: false));
                disk.Disk.Hold(schedule.Held);
                for (var call = 0; call < history.Calls.Count; call++)
                {
                    DoAll(files, schedule.In(call));
                    disk.Disk.Mark(new HistoryPlace(call, IsDuring: true));
                    Do(files, history.Calls[call], schedule.In(call));
                    disk.Disk.Mark(new HistoryPlace(call + 1, IsDuring: false));
                }

                DoAll(files, schedule.In(history.Calls.Count));
            }

            disk.Disk.Hold("");
            return disk.Disk.TakeLog();
        }
        finally
        {
            disk.Unmount();
        }
    }

    private static void DoAll(RealFiles files, IReadOnlyList<ScheduleStep> steps)
    {
        foreach (var step in steps.Where(step => step.Action != KernelAction.CommitInside))
        {
            files.Do(step);
        }
    }

    private static void Do(RealFiles files, HistoryCall call, IReadOnlyList<ScheduleStep> steps)
    {
        if (steps.All(step => step.Action != KernelAction.CommitInside))
        {
            files.Do(call);
            return;
        }

        var isOver = false;
        var commits = Task.Factory.StartNew(
            () =>
            {
                while (!Volatile.Read(ref isOver))
                {
                    files.Do(new ScheduleStep(KernelAction.Commit));
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            files.Do(call);
        }
        finally
        {
            Volatile.Write(ref isOver, value: true);
            commits.Wait();
        }
    }

    private void Crash(IReadOnlyList<BlockEvent> log, Schedule schedule, Prng draw, int mostImages)
    {
        var keys = new ImageKey(log);
        foreach (var cut in new CrashCuts(log, draw).All())
        {
            var key = keys.Of(cut.Arrived);
            if (!known.TryGetValue(key, out var state))
            {
                if (images >= mostImages)
                {
                    return;
                }

                known[key] = state = Look(cut.Arrived);
            }

            foreach (var place in cut.Places)
            {
                _ = seen.TryAdd(place, new SortedDictionary<string, string>(StringComparer.Ordinal));
                _ = seen[place].TryAdd(state, schedule.ToString());
            }
        }
    }

    /// <summary>Mounts an image and reads it.</summary>
    private string Look(IReadOnlyList<Arrival> arrived)
    {
        images++;
        Images++;
        disk.Disk.Become(arrived);
        var state = StateText.Unmountable;
        try
        {
            disk.Mounted(() => state = RealState.Of(disk.Directory));
        }
        catch (IOException) when (!disk.IsMounted)
        {
            // A file system that cannot be mounted is a state too, if its disk is still served.
            disk.Disk.Become([]);
        }

        return state;
    }
}
