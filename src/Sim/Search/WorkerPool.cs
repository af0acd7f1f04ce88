// The outermost loop: whole, independent machines side by side.
#pragma warning disable RS0030
namespace Sim.Search;

/// <summary>
/// Runs numbered machines side by side and hands their results on in order of the numbers. A machine that is not done
/// after
/// <paramref name="patience"/> is in a loop without a system call (those with one end by themselves): that is an error
/// with its number, and not a stuck job.
/// </summary>
/// <param name="workers">How many side by side.</param>
/// <param name="patience">How long one may take, in real time.</param>
internal sealed class WorkerPool(int workers, TimeSpan patience)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs the numbers from one up to another that is not included, as long as it may.</summary>
    /// <param name="from">The first number.</param>
    /// <param name="to">The number after the last; null when there is no last.</param>
    /// <param name="work">What is done.</param>
    public void Run(ulong from, ulong? to, NumberedWork work)
    {
        using var batch = new WorkerBatch(from, to, work);
        var threads = Start(batch.Work);
        while (!batch.IsBroken && batch.TryTake(Look, () => Array.Exists(threads, thread => thread.IsAlive)))
        {
            batch.HandOn();
            work.Look();
            batch.BreakIfStuck(patience);
        }

        batch.ThrowIfBroken();
    }

    private Thread[] Start(ThreadStart work)
    {
        var threads = new Thread[Math.Max(1, workers)];
        for (var i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(work) { IsBackground = true, Name = "seeds" };
            threads[i].Start();
        }

        return threads;
    }
}
