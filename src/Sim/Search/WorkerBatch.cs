// The outermost loop: whole, independent machines side by side, and the real clock for "how long". Nothing inside a
// machine sees either, and results are handed on in order.
#pragma warning disable RS0030
using System.Collections.Concurrent;
using System.Diagnostics;

namespace Sim.Search;

/// <summary>What is done for each of some numbers.</summary>
/// <param name="MayGoOn">Asked before each, by every worker.</param>
/// <param name="Run">Runs one.</param>
/// <param name="HandOn">Takes the results, in order.</param>
/// <param name="Look">Called about ten times a second.</param>
internal sealed record NumberedWork(Func<bool> MayGoOn, Func<ulong, SeedResult> Run, Action<SeedResult> HandOn, Action Look);

/// <summary>Some numbers, claimed by workers one by one, and their results in order.</summary>
/// <param name="from">The first number.</param>
/// <param name="to">The number after the last; null when there is no last.</param>
/// <param name="work">What is done.</param>
internal sealed class WorkerBatch(ulong from, ulong? to, NumberedWork work) : IDisposable
{
    private readonly BlockingCollection<(ulong Number, SeedResult Result)> results = [];
    private readonly ConcurrentDictionary<ulong, TimeSpan> since = new();
    private readonly SortedDictionary<ulong, SeedResult> waiting = [];
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private long claimed = (long)from;
    private ulong next = from;
    private Exception? broken;

    /// <summary>The harness itself has failed.</summary>
    public bool IsBroken => Volatile.Read(ref broken) is not null;

    /// <summary>What each worker does, until no number is left.</summary>
    public void Work()
    {
        try
        {
            while (work.MayGoOn() && !IsBroken)
            {
                var number = (ulong)Interlocked.Increment(ref claimed) - 1;
                if (number >= to)
                {
                    return;
                }

                since[number] = watch.Elapsed;
                var result = work.Run(number);
                _ = since.TryRemove(number, out _);
                results.Add((number, result), CancellationToken.None);
            }
        }
#pragma warning disable CA1031 // A harness that breaks must not look like a clean run: whatever it is, it is thrown again below.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Break(exception);
        }
    }

    /// <summary>Waits a while for a result; false when no more will come.</summary>
    public bool TryTake(TimeSpan wait, Func<bool> workersLive)
    {
        var taken = results.TryTake(out var done, wait);
        if (!taken && !workersLive())
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

    /// <summary>Hands on every result whose turn has come.</summary>
    public void HandOn()
    {
        while (waiting.Remove(next, out var result))
        {
            work.HandOn(result);
            next++;
        }
    }

    /// <summary>A number that takes too long is an error.</summary>
    public void BreakIfStuck(TimeSpan patience)
    {
        if (since.Values.Any(began => watch.Elapsed - began > patience))
        {
            Break(new TimeoutException($"run {next} does not come to an end: a loop without a system call"));
        }
    }

    /// <summary>Throws what broke the harness.</summary>
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
