using Sim.Kernel.Device;
using Sim.Kernel.Histories;
using Sim.Kernel.Records;
using Sim.Machine.Random;
using Sim.Os;

namespace Sim.Kernel.Recording;

/// <summary>
/// Runs a history on a real file system, once for each schedule, crashes each run everywhere, mounts each image again
/// and reads it. Lives on the thread of a <see cref="PrivateMounts"/>.
/// </summary>
internal sealed class Recorder : IDisposable
{
    private const int Tries = 3;

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

    /// <summary>Records a history until the limits are reached or the schedules are at their end.</summary>
    /// <param name="history">The history.</param>
    /// <param name="limits">When to stop.</param>
    /// <param name="schedules">The schedules.</param>
    /// <param name="draw">Chooses among the crashes of a run when there are too many.</param>
    public KernelRecord Record(History history, RecordingLimits limits, IEnumerable<Schedule> schedules, Prng draw)
    {
        Prepare(history);
        foreach (var schedule in schedules)
        {
            if (images >= limits.Images || limits.IsOver())
            {
                break;
            }

            Crash(Run(history, schedule), schedule, limits, draw);
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

    private void Crash(IReadOnlyList<BlockEvent> log, Schedule schedule, RecordingLimits limits, Prng draw)
    {
        var keys = new ImageKey(log);
        var left = Math.Min(limits.Images - images, limits.ImagesOfARun);
        var cuts = new CrashCuts(log, draw).All();
        foreach (var cut in limits.ImagesOfARun < int.MaxValue ? Shuffled([.. cuts], draw) : cuts)
        {
            var key = keys.Of(cut.Arrived);
            if (!known.TryGetValue(key, out var state))
            {
                if (left-- == 0 || limits.IsOver())
                {
                    return;
                }

                known[key] = state = Look(log, cut.Arrived);
            }

            foreach (var place in cut.Places)
            {
                _ = seen.TryAdd(place, new SortedDictionary<string, string>(StringComparer.Ordinal));
                _ = seen[place].TryAdd(state, schedule.ToString());
            }
        }
    }

    private static List<CrashCut> Shuffled(List<CrashCut> cuts, Prng draw)
    {
        for (var last = cuts.Count - 1; last > 0; last--)
        {
            var other = draw.Below(last + 1);
            (cuts[last], cuts[other]) = (cuts[other], cuts[last]);
        }

        return cuts;
    }

    /// <summary>
    /// Mounts an image and reads it. A file system that cannot be mounted is a state too, if it never can.
    /// </summary>
    private string Look(IReadOnlyList<BlockEvent> log, IReadOnlyList<Arrival> arrived)
    {
        images++;
        Images++;
        var (state, error) = ("", Errno.None);
        for (var left = Tries; left > 0 && state.Length == 0; left--)
        {
            error = disk.Crashed(log, arrived, () => state = RealState.Of(disk.Directory));
        }

        return state.Length > 0 ? state : StateText.Unmountable(error);
    }
}
