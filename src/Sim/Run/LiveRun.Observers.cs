using Aof.Data.Primitives;
using Aof.State;
using Sim.Machine.FileSystem;

namespace Sim.Run;

/// <content>Events and state for observers. A handler ends the run when it throws <see cref="RunEnded"/>.</content>
public sealed partial class LiveRun
{
    /// <summary>Raised when the server takes up a client's command: the client's number, and the words.</summary>
    public event Action<int, IReadOnlyList<Bytes>>? CommandTaken;

    /// <summary>
    /// Raised when a reply leaves the server: the client's number, its command, and the bytes of the reply, which are
    /// reused afterwards.
    /// </summary>
    public event Action<int, IReadOnlyList<Bytes>, ReadOnlySpan<byte>>? ReplySent;

    /// <summary>
    /// Raised when a client's output is not one whole reply for each command that was executed: the client's number.
    /// </summary>
    internal event Action<int>? RepliesMixedUp;

    /// <summary>Raised before each attempt to start a server.</summary>
    internal event Action? Starting;

    /// <summary>
    /// Raised when a server has started after an earlier one, before the run goes on from what it came back with.
    /// </summary>
    internal event Action<ServerReturn>? Returned;

    /// <summary>Raised when a server has started.</summary>
    internal event Action? Started;

    /// <summary>Raised when a server refused to start: the message.</summary>
    internal event Action<string>? StartRefused;

    /// <summary>Raised before the server executes a client's command.</summary>
    internal event Action<Client>? CommandStarting;

    /// <summary>Raised when it has executed the command.</summary>
    internal event Action? CommandExecuted;

    /// <summary>
    /// Raised when the flush of a turn is over and the replies are out: the server's status, and whether cron ran in
    /// the turn.
    /// </summary>
    internal event Action<AofStatus, bool>? TurnEnded;

    /// <summary>Raised when the server has learned that a client disconnected.</summary>
    internal event Action<Client>? Disconnected;

    /// <summary>Raised when the server is sent a SIGTERM.</summary>
    internal event Action? Terminating;

    /// <summary>Raised when the server has ended itself with an error: the message.</summary>
    internal event Action<string>? Exited;

    /// <summary>The state that the server before left to the next start; null while a server is up.</summary>
    internal ServerDown? Down => recorder.Down;

    /// <summary>The log as the page cache has it; null when there is none.</summary>
    internal Inode? LogFile => recorder.Log;

    /// <summary>
    /// True when the page cache has given up a part of the log, so that a server that starts may be unable to read it.
    /// </summary>
    internal bool LogMayBeDamaged => recorder.LogMayBeDamaged;

    /// <summary>How often a bit was read wrong so far.</summary>
    internal long Misreads => recorder.Misreads;

    /// <summary>True while the server executes no client's command.</summary>
    internal bool ActsByItself => recorder.Step < 0;
}
