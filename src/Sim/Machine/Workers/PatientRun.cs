// Real threads, outside of every machine.
#pragma warning disable RS0030
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Sim.Machine.Workers;

/// <summary>
/// Runs jobs that may not end. Loops with system calls, and loops in virtual time, end by themselves, the same way each
/// time. This is the second line, for a loop or a wait that no machine can see. .NET cannot stop a thread, so that of a
/// job which does not end is abandoned. (ControlledExecution can; in code that is not optimized it ends the process.)
/// </summary>
internal static class PatientRun
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>Takes some 20 ms of a free processor.</summary>
    private const int WorkOfALook = 20_000_000;

    private static ulong work;

    /// <summary>Runs a job on a thread of its own; false when it was abandoned. What it throws is thrown.</summary>
    /// <param name="job">The job.</param>
    /// <param name="patience">The time that it may take.</param>
    /// <param name="used">The time so far.</param>
    [SuppressMessage("Design", "CA1031", Justification = "an exception there would end the process; it is thrown here")]
    public static bool Of(Action job, TimeSpan patience, Func<TimeSpan> used)
    {
        ExceptionDispatchInfo? thrown = null;
        var thread = new Thread(() =>
        {
            try
            {
                job();
            }
            catch (Exception exception)
            {
                thrown = ExceptionDispatchInfo.Capture(exception);
            }
        })
        {
            IsBackground = true,
            Name = "patient run",
        };
        var until = used() + patience;
        thread.Start();
        var ended = thread.Join(Look);
        while (!ended && used() < until)
        {
            ended = thread.Join(Look);
        }

        thrown?.Throw();
        return ended;
    }

    /// <summary>
    /// The same in real time, so that a wait for ever ends, too. A pause of the whole process counts as one look. On a
    /// busy computer a look takes longer, and the job is given more time: between two looks without progress the thread
    /// that looks does some work, for which it has to wait for a processor as long as the job has.
    /// </summary>
    /// <param name="job">The job.</param>
    /// <param name="patience">The time that it may take without progress.</param>
    /// <param name="progress">Another number after each progress.</param>
    public static bool Of(Action job, TimeSpan patience, Func<long> progress)
    {
        var (last, looks) = (progress(), -1);
        return Of(job, patience, () =>
        {
            var now = progress();
            (last, looks) = now == last ? (last, looks + 1) : (now, 0);
            if (looks > 0)
            {
                Work();
            }

            return looks * Look;
        });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Work()
    {
        var state = work | 1;
        for (var i = 0; i < WorkOfALook; i++)
        {
            state ^= state << 13;
            state ^= state >> 7;
        }

        work = state;
    }
}
