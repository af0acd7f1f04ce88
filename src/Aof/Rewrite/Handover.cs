using Sim.Os;

namespace Aof.Rewrite;

/// <summary>
/// How a rewrite hands over from the old log to the rewritten one. <see cref="Rewriter"/> calls it: before the fork,
/// while the child works, when it has ended. There is one for each <see cref="KnownDefects.LogLayout"/>.
/// </summary>
internal abstract class Handover
{
    /// <summary>The pipes that the child shares; null: it takes no diff.</summary>
    public virtual DiffPipe? Pipe => null;

    /// <summary>The AOF is being switched on. A first rewrite follows at once, or is scheduled.</summary>
    public abstract Errno SwitchOn();

    /// <summary>Prepares for the fork.</summary>
    /// <returns>What the server could not do, with the reason; null when the child may be forked.</returns>
    public abstract string? Prepare();

    /// <summary>The child was forked, or could not be.</summary>
    public abstract void Forked(bool succeeded);

    /// <summary>The child lives: serves its pipes.</summary>
    public virtual void Serve()
    {
    }

    /// <summary>The child has ended with success: its file becomes the log, or a part of it.</summary>
    /// <returns>False when that failed. The old log is unchanged.</returns>
    public abstract bool TakeOver(int childPid);

    /// <summary>The log was closed in order.</summary>
    public virtual void LogClosed()
    {
    }

    /// <summary>The rewrite is over, however it ended.</summary>
    public abstract void CleanUp();
}
