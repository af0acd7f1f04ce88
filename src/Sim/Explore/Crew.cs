// The outermost loop: whole, independent machines side by side, and the real clock for "how long". Nothing inside a
// machine sees either, and results are handed on in order.
#pragma warning disable RS0030
using System.Collections.Concurrent;
using System.Diagnostics;

namespace Sim.Explore;

/// <summary>
/// Runs numbered machines side by side and hands their results on in order of the numbers. A machine that is not done after
/// <paramref name="patience"/> is in a loop without a system call (those with one end by themselves): that is an error with its number, and not a stuck job.
/// </summary>
/// <param name="workers">How many side by side.</param>
/// <param name="patience">How long one may take, in real time.</param>
internal sealed class Crew(int workers, TimeSpan patience)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs the numbers from one up to another that is not included, as long as it may.</summary>
    /// <param name="from">The first number.</param>
    /// <param name="to">The number after the last; null when there is no last.</param>
    /// <param name="mayGoOn">Asked before each, by every worker.</param>
    /// <param name="run">Runs one.</param>
    /// <param name="handOn">Takes the results, in order.</param>
    /// <param name="look">Called about ten times a second.</param>
    public void Run(ulong from, ulong? to, Func<bool> mayGoOn, Func<ulong, SeedResult> run, Action<SeedResult> handOn, Action look)
    {
        using var results = new BlockingCollection<(ulong Number, SeedResult Result)>();
        var watch = Stopwatch.StartNew();
        var since = new ConcurrentDictionary<ulong, TimeSpan>();
        var claimed = (long)from;
        Exception? broken = null;
        void Work()
        {
            try
            {
                while (mayGoOn() && Volatile.Read(ref broken) is null)
                {
                    var number = (ulong)Interlocked.Increment(ref claimed) - 1;
                    if (number >= to)
                    {
                        return;
                    }

                    since[number] = watch.Elapsed;
                    var result = run(number);
                    _ = since.TryRemove(number, out _);
                    results.Add((number, result), CancellationToken.None);
                }
            }
#pragma warning disable CA1031 // A harness that breaks must not look like a clean run: whatever it is, it is thrown again below.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _ = Interlocked.CompareExchange(ref broken, exception, null);
            }
        }

        var threads = Start(Work);
        var waiting = new SortedDictionary<ulong, SeedResult>();
        var next = from;
        while (broken is null && (results.TryTake(out var done, Look) || Array.Exists(threads, thread => thread.IsAlive) || results.TryTake(out done)))
        {
            if (done.Result is not null)
            {
                waiting.Add(done.Number, done.Result);
            }

            while (waiting.Remove(next, out var result))
            {
                handOn(result);
                next++;
            }

            look();
            if (since.Values.Any(began => watch.Elapsed - began > patience))
            {
                _ = Interlocked.CompareExchange(ref broken, new TimeoutException($"run {next} does not come to an end: a loop without a system call"), null);
            }
        }

        if (broken is not null)
        {
            throw new InvalidOperationException("the harness itself failed: " + broken.Message, broken);
        }
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
