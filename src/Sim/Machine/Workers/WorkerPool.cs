// The outermost loop: whole, independent machines in parallel.
#pragma warning disable RS0030
namespace Sim.Machine.Workers;

/// <summary>
/// Runs numbered jobs in parallel, and returns their results in order of the numbers. A job that takes longer than
/// <paramref name="patience"/> is in a loop without a system call; loops with one end by themselves. Its thread is
/// abandoned, <see cref="NumberedWork{T}.Endless"/> gives its result, and no other job begins.
/// </summary>
/// <param name="workers">The number of threads.</param>
/// <param name="patience">The maximum processor time of one job.</param>
internal sealed class WorkerPool(int workers, TimeSpan patience)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>The processor time of this process so far.</summary>
    public static TimeSpan UsedByProcess => Environment.CpuUsage.TotalTime;

    /// <summary>Runs the numbers of a range, until <see cref="NumberedWork{T}.MayGoOn"/> returns false.</summary>
    /// <param name="from">The first number.</param>
    /// <param name="to">The number after the last; null when there is no last.</param>
    /// <param name="work">The work to do for each number.</param>
    public void Run<T>(ulong from, ulong? to, NumberedWork<T> work)
    {
        using var batch = new WorkerBatch<T>(from, to, work);
        var threads = Start(batch.Work);
        while (!batch.IsBroken && batch.TryTake(Look, () => threads.Count(thread => thread.IsAlive)))
        {
            batch.HandOn();
            work.Look();
            batch.GiveUp(patience, threads.Length);
        }

        batch.ThrowIfBroken();
    }

    /// <summary>Does one job for each item, on all processors, without a limit of time.</summary>
    /// <param name="items">The items.</param>
    /// <param name="run">Does the job, on any thread.</param>
    /// <param name="handOn">Receives each result, in order of the items, on the caller's thread.</param>
    /// <param name="cancel">Ends it early, without the results of jobs that still run.</param>
    /// <exception cref="OperationCanceledException">It has ended early.</exception>
    public static void ForEach<TItem, TResult>(IReadOnlyList<TItem> items, Func<TItem, TResult> run,
        Action<TItem, TResult> handOn, CancellationToken cancel = default)
    {
        var work = new NumberedWork<(TItem Item, TResult Result)>(
            () => !cancel.IsCancellationRequested, number => (items[(int)number], run(items[(int)number])),
            done => handOn(done.Item, done.Result), cancel.ThrowIfCancellationRequested,
            number => throw new TimeoutException(Invariant($"job {number} does not come to an end")));
        new WorkerPool(Environment.ProcessorCount, TimeSpan.MaxValue).Run(0, (ulong)items.Count, work);
        cancel.ThrowIfCancellationRequested();
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
