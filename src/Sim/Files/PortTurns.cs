using Sim.Os;

namespace Sim.Files;

#pragma warning disable RS0030 // Tasks that are complete when they are returned, or in a turn of the same thread.

/// <summary>
/// Asynchronous calls. Where tasks run in turns, a call has its effect in a later turn. Elsewhere it is complete when
/// it returns.
/// </summary>
internal static class PortTurns
{
    /// <summary>Makes a call in a later turn.</summary>
    public static Task<T> Later<T>(this IFiles files, Func<T> call)
    {
        var done = new TaskCompletionSource<T>();
        if (files is not IFilesInTurns turns || !turns.TryPost(() => Make(call, done)))
        {
            Make(call, done);
        }

        return done.Task;
    }

    /// <summary>
    /// Completes a task. What waits for it without a context, as libraries do, goes on here: elsewhere it would be on a
    /// thread of the pool.
    /// </summary>
    public static void Complete(Action complete)
    {
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            complete();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

#pragma warning disable CA1031 // An exception is the result of the task.
    private static void Make<T>(Func<T> call, TaskCompletionSource<T> done)
    {
        T result;
        try
        {
            result = call();
        }
        catch (Exception problem)
        {
            Complete(() => done.SetException(problem));
            return;
        }

        Complete(() => done.SetResult(result));
    }
#pragma warning restore CA1031
}
