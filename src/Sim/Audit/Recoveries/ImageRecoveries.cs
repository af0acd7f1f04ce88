using System.Runtime.InteropServices;
using Sim.Audit.Checks;
using Sim.Audit.Records;
using Sim.Machine.Disk;

namespace Sim.Audit.Recoveries;

/// <summary>Recovers images, and equal ones once.</summary>
/// <param name="jobs">The number of recoveries at a time.</param>
/// <param name="isTwice">True to recover each image twice.</param>
/// <param name="start">Starts a recovery; each job has its own.</param>
internal sealed class ImageRecoveries(int jobs, bool isTwice, Func<IRecovery> start)
{
    /// <summary>The folder of all images of this process.</summary>
    private static readonly string Place = Path.Combine(
        Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(),
        Invariant($"sim-audit-{Environment.ProcessId}"));

    private static readonly PosixSignalRegistration[] OnSignals = CleansUp();

    /// <summary>Folders of one process have different names.</summary>
    private static int folders;

    private readonly SortedDictionary<ulong, RecoveryOutcome> outcomes = [];

    /// <summary>What came of an image that was recovered.</summary>
    public RecoveryOutcome this[DiskImage image] => outcomes[image.Hash];

    /// <summary>True for an image that was recovered.</summary>
    public bool Knows(DiskImage image) => outcomes.ContainsKey(image.Hash);

    /// <summary>Recovers the images whose outcome is not known; no further one once it is over.</summary>
    public void Recover(IReadOnlyList<DiskImage> images, CancellationToken over = default)
    {
        var unknown = images.Where(image => !Knows(image)).DistinctBy(image => image.Hash).ToList();
        var found = Each(unknown, (image, recovery) => over.IsCancellationRequested ? null : Recover(image, recovery));
        for (var i = 0; i < found.Length; i++)
        {
            if (found[i] is { } outcome)
            {
                outcomes[unknown[i].Hash] = outcome;
            }
        }
    }

    /// <summary>Records the recoveries of images, each in a process of its own.</summary>
    /// <returns>The records; one that there is not is empty, and its damage says why.</returns>
    public IReadOnlyList<RecordContent> Record(IReadOnlyList<DiskImage> images) => Each(images, Record);

    /// <summary>Does something to each image; each job has a recovery of its own.</summary>
    private T[] Each<T>(IReadOnlyList<DiskImage> images, Func<DiskImage, IRecovery, T> what)
    {
        var found = new T[images.Count];
        var next = -1;
        void Work()
        {
            try
            {
                using var recovery = start();
                for (var i = Interlocked.Increment(ref next); i < found.Length; i = Interlocked.Increment(ref next))
                {
                    found[i] = what(images[i], recovery);
                }
            }
            finally
            {
                // What one cannot do, the others need not try.
                _ = Interlocked.Exchange(ref next, found.Length);
            }
        }

        var workers = Enumerable.Range(0, Math.Min(jobs, images.Count)).Select(_ => Task.Factory.StartNew(
            Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        Task.WhenAll(workers).GetAwaiter().GetResult();
        return found;
    }

    private static RecordContent Record(DiskImage image, IRecovery recovery)
    {
        var folder = Path.Combine(Place, Invariant($"{Interlocked.Increment(ref folders)}"));
        var record = folder + ".rec";
        try
        {
            ImageFolder.Write(image, folder);
            return recovery.Record(folder, record) is { } problem
                ? new RecordContent([], problem)
                : RecordReader.Read(File.ReadAllBytes(record));
        }
        finally
        {
            Remove(folder);
            File.Delete(record);
        }
    }

    private RecoveryOutcome Recover(DiskImage image, IRecovery recovery)
    {
        var folder = Path.Combine(Place, Invariant($"{Interlocked.Increment(ref folders)}"));
        try
        {
            var outcome = First(image, recovery, folder);
            outcome = outcome with { Traces = FolderTraces.Read(image, folder) };
            return isTwice ? outcome with { Again = recovery.Recover(folder) ?? recovery.Recover(folder) } : outcome;
        }
        finally
        {
            Remove(folder);
        }
    }

    private static RecoveryOutcome First(DiskImage image, IRecovery recovery, string folder)
    {
        Write(image, folder);
        if (recovery.Recover(folder) is { } outcome)
        {
            return outcome;
        }

        Remove(folder);
        Write(image, folder);
        return recovery.Recover(folder) ?? throw new InvalidOperationException("a recovery that never starts");
    }

    private static void Write(DiskImage image, string folder)
    {
        ImageFolder.Write(image, folder);
        FolderTraces.Prepare(image, folder);
    }

    /// <summary>A recovery may have removed it.</summary>
    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>At the end of this process, also when it is asked to end.</summary>
    private static PosixSignalRegistration[] CleansUp()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => CleanUp();
        return Array.ConvertAll(
            (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP],
            signal => PosixSignalRegistration.Create(signal, _ => CleanUp()));
    }

    private static void CleanUp()
    {
        GC.KeepAlive(OnSignals);
        Shell.EndAll();
        Remove(Place);
    }
}
