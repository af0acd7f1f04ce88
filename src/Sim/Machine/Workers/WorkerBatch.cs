// The outermost loop: whole, independent machines in parallel, and processor time for limits. Nothing inside a machine
// sees either, and results are returned in order.
#pragma warning disable RS0030
using System.Collections.Concurrent;

namespace Sim.Machine.Workers;

/// <summary>The work of a pool.</summary>
/// <param name="MayGoOn">Called by every worker before each number; false ends the worker.</param>
/// <param name="Run">Does the work for one number.</param>
/// <param name="HandOn">Receives the results, in order.</param>
/// <param name="Look">Called about ten times a second.</param>
/// <param name="Endless">The result for a number whose work does not end.</param>
internal sealed record NumberedWork<T>(
    Func<bool> MayGoOn, Func<ulong, T> Run, Action<T> HandOn, Action Look, Func<ulong, T> Endless);

/// <summary>A range of numbers that workers claim one by one, and the results in order.</summary>
/// <param name="from">The first number.</param>
/// <param name="to">The number after the last; null when there is no last.</param>
/// <param name="work">The work to do for each number.</param>
internal sealed class WorkerBatch<T>(ulong from, ulong? to, NumberedWork<T> work) : IDisposable
{
    private readonly BlockingCollection<(ulong Number, T Result)> results = [];
    private readonly ConcurrentDictionary<ulong, TimeSpan> since = new();
    private readonly SortedDictionary<ulong, T> waiting = [];
    private long claimed = (long)from;
    private ulong next = from;
    private Exception? broken;

    /// <summary>Workers that will never be done.</summary>
    private volatile int givenUp;

    /// <summary>True when the harness itself has failed.</summary>
    public bool IsBroken => Volatile.Read(ref broken) is not null;

    /// <summary>The loop of each worker, until no number is left.</summary>
    public void Work()
    {
        try
        {
            while (work.MayGoOn() && !IsBroken && givenUp == 0)
            {
                var number = (ulong)Interlocked.Increment(ref claimed) - 1;
                if (number >= to)
                {
                    return;
                }

                since[number] = WorkerPool.UsedByProcess;
                var result = work.Run(number);
                if (since.TryRemove(number, out _))
                {
                    results.Add((number, result), CancellationToken.None);
                }
            }
        }
        // A harness that fails must not look like a clean run, so every exception is thrown again below.
#pragma warning disable CA1031
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Break(exception);
        }
    }

    /// <summary>Waits for a result; false when there will be no more.</summary>
    public bool TryTake(TimeSpan wait, Func<int> liveWorkers)
    {
        var taken = results.TryTake(out var done, wait);
        if (!taken && liveWorkers() <= givenUp)
        {
            taken = results.TryTake(out done);
            if (!taken)
            {
                return false;
            }
        }

        if (taken)
        {
            waiting.Add(done.Number, done.Result);
        }

        return true;
    }

    /// <summary>Delivers every result whose turn has come.</summary>
    public void HandOn()
    {
        while (waiting.Remove(next, out var result))
        {
            work.HandOn(result);
            next++;
        }
    }

    /// <summary>Gives up the numbers that take too long. Each worker has its share of the processor time.</summary>
    public void GiveUp(TimeSpan patience, int workers)
    {
        var used = WorkerPool.UsedByProcess;
        foreach (var (number, _) in since.Where(work => (used - work.Value) / workers > patience))
        {
            if (since.TryRemove(number, out _))
            {
                givenUp++;
                results.Add((number, work.Endless(number)));
            }
        }
    }

    /// <summary>Throws the exception that broke the harness.</summary>
    /// <exception cref="InvalidOperationException">The harness itself failed.</exception>
    public void ThrowIfBroken()
    {
        if (Volatile.Read(ref broken) is { } cause)
        {
            throw new InvalidOperationException("the harness itself failed: " + cause.Message, cause);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => results.Dispose();

    private void Break(Exception cause) => _ = Interlocked.CompareExchange(ref broken, cause, null);
}
