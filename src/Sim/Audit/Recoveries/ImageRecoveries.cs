using Sim.Audit.Checks;
using Sim.Machine.Disk;

namespace Sim.Audit.Recoveries;

/// <summary>Recovers images, and equal ones once.</summary>
/// <param name="jobs">The number of recoveries at a time.</param>
/// <param name="isTwice">True to recover each image twice.</param>
/// <param name="start">Starts a recovery; each job has its own.</param>
internal sealed class ImageRecoveries(int jobs, bool isTwice, Func<IRecovery> start)
{
    /// <summary>Folders of one process have different names.</summary>
    private static int folders;

    private readonly SortedDictionary<ulong, RecoveryOutcome> outcomes = [];

    /// <summary>What came of an image that was recovered.</summary>
    public RecoveryOutcome this[DiskImage image] => outcomes[image.Hash];

    /// <summary>Recovers the images whose outcome is not known.</summary>
    public void Recover(IReadOnlyList<DiskImage> images)
    {
        var unknown = images.Where(image => !outcomes.ContainsKey(image.Hash)).DistinctBy(image => image.Hash).ToList();
        var found = new RecoveryOutcome[unknown.Count];
        var next = -1;
        var workers = Enumerable.Range(0, Math.Min(jobs, unknown.Count)).Select(_ => new Thread(() =>
        {
            using var recovery = start();
            for (var i = Interlocked.Increment(ref next); i < found.Length; i = Interlocked.Increment(ref next))
            {
                found[i] = Recover(unknown[i], recovery);
            }
        })).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());
        for (var i = 0; i < found.Length; i++)
        {
            outcomes[unknown[i].Hash] = found[i];
        }
    }

    private RecoveryOutcome Recover(DiskImage image, IRecovery recovery)
    {
        var memory = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        var folder = Path.Combine(memory, Invariant(
            $"sim-audit-{Environment.ProcessId}-{Interlocked.Increment(ref folders)}"));
        try
        {
            ImageFolder.Write(image, folder);
            var outcome = recovery.Recover(folder);
            return isTwice ? outcome with { Again = recovery.Recover(folder) } : outcome;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
