using System.Text;
using Aof.Os;

namespace Aof.Data;

/// <summary>
/// Executes commands against a dataset and hands what they changed to the log (processCommand() and call() of Redis).
/// The log gets exactly what has to be replayed to get the same dataset: commands that changed something, as they came
/// or in a form that gives the same result every time, in the order of their effects.
/// </summary>
public sealed partial class Executor
{
    private static readonly Command Multi = TransactionCommands.Multi;
    private static readonly Command Exec = TransactionCommands.Exec;
    private static readonly Command Discard = TransactionCommands.Discard;
    private static readonly Bytes[] MultiArgs = [Bytes.Of("MULTI")];
    private static readonly Bytes[] ExecArgs = [Bytes.Of("EXEC")];
    private static readonly Bytes DelName = Bytes.Of("DEL");

    private readonly TimeProvider clock;
    private readonly IChance chance;
    private readonly IWriteLog log;
    private readonly IServerControl server;
    private readonly Call call;

    /// <summary>The call of a command inside EXEC; made when it is first needed.</summary>
    private Call? inner;

    /// <summary>Dirty when the unit that now runs began: nothing may have changed yet when a key expires.</summary>
    private long dirtyBefore;

    /// <summary>An executor with no client yet.</summary>
    public Executor(Dataset data, TimeProvider clock, IChance chance, IWriteLog log, IServerControl server)
    {
        Data = data;
        this.clock = clock;
        this.chance = chance;
        this.log = log;
        this.server = server;
        Intervals = new IntervalClock(clock, intervalsByWallClock: true);
        call = new Call(this, chance, server, insideExec: false);
        blocked = new BlockedClients(data);
    }

    /// <summary>The dataset.</summary>
    public Dataset Data { get; }

    /// <summary>The commands that it knows. DEL must be one of them: it is logged for a key that expires.</summary>
    public required CommandTable Commands { get; init; }

    /// <summary>While true nothing expires and nothing is logged. A time to live in the log counts from when the loading began.</summary>
    public bool Loading
    {
        get;
        set
        {
            field = value;
            NowMs = clock.NowMs();
        }
    }

    /// <summary>
    /// The time that the command now running, or the last one, read, in milliseconds since 1970. Deadlines in the dataset
    /// were computed from it, and those in the log must be too.
    /// </summary>
    public long NowMs { get; private set; }

    /// <summary>
    /// Whether EXEC is refused, like any other write, when writes are refused by then and it would write. Redis 6.0.5 only
    /// refuses the commands as they are queued: what was queued before the log broke is executed and answered OK (false).
    /// </summary>
    public bool RefusesExec { get; set; } = true;

    /// <summary>Whether what one XREADGROUP or XCLAIM delivers is logged as separate records, as Redis 6.0.5 does, or as one unit (false).</summary>
    public bool SplitsDeliveries { get; set; }

    /// <summary>Whether it is logged nowhere that a consumer was given again what is pending for it, as Redis 6.0.5 does.</summary>
    public bool ForgetsRedeliveries { get; set; }

    /// <summary>Whether INCRBYFLOAT is logged as a SET that takes the deadline away, as Redis up to 5.0 does.</summary>
    public bool FloatsForgetDeadlines { get; set; }

    /// <summary>Called after each atomic unit that changed the dataset was logged: one command, one EXEC, one DEL of an expired key.</summary>
    public Action? UnitApplied { get; set; }

    /// <summary>
    /// Executes a client's command; the reply goes to the session's output, unless the client has to wait for it
    /// (<see cref="Session.Blocked"/>). The array may be used again afterwards.
    /// </summary>
    /// <exception cref="InvalidOperationException">The client waits for a reply.</exception>
    public void Execute(Session session, Bytes[] argv)
    {
        if (session.Blocked)
        {
            throw new InvalidOperationException("A client that waits for a reply sends no other command.");
        }

        if (argv.Length == 0)
        {
            return;
        }

        NowMs = clock.NowMs();
        dirtyBefore = Data.Dirty;
        if (!Commands.TryFind(argv[0].Span, out var command))
        {
            Refuse(session, UnknownCommand(argv));
        }
        else if (!command.Accepts(argv.Length))
        {
            Refuse(session, command.WrongArity);
        }
        else if (Writes(command) && server.RefuseWrites() is { } refusal)
        {
            Refuse(session, refusal);
        }
        else if (RefusesExec && ReferenceEquals(command, Exec) && session.HasQueuedWrite && server.RefuseWrites() is { } reason)
        {
            _ = EndTransaction(session);
            session.Output.Error($"EXECABORT Transaction discarded because of: {reason}");
        }
        else if (session.InTransaction && !command.Flags.HasFlag(CommandFlags.NotQueued))
        {
            session.Enqueue(command, argv);
            session.Output.Raw("+QUEUED\r\n"u8);
        }
        else
        {
            Invoke(call, session, command, argv, session.Output);
            ServeBlocked();
        }
    }

    /// <summary>
    /// Executes a command read from the log, without a reply; inside MULTI it is queued. A command that fails is passed
    /// over, as Redis does, and so is one with too few arguments, which Redis does not check, and one that only looks:
    /// nobody hears what it finds. The array may be used again afterwards.
    /// </summary>
    public void Replay(Session session, Command command, Bytes[] argv)
    {
        if (command.Flags.HasFlag(CommandFlags.ReadOnly))
        {
            return;
        }

        if (session.InTransaction && !ReferenceEquals(command, Exec) && !ReferenceEquals(command, Discard))
        {
            session.Enqueue(command, argv);
        }
        else if (command.Accepts(argv.Length))
        {
            call.Begin(command, session, argv, Reply.Nowhere);
            command.Apply(call);
        }
    }

    private void Invoke(Call running, Session session, Command command, Bytes[] argv, Reply reply)
    {
        var dirty = Data.Dirty;
        running.Begin(command, session, argv, reply);
        command.Apply(running);
        _ = LogIfChanged(running, dirty);
    }

    private bool LogIfChanged(Call done, long dirty)
    {
        var changed = done.Logging == Logging.Always || (done.Logging == Logging.WhenChanged && Data.Dirty != dirty);
        if (changed && !Loading)
        {
            LogCall(done);
        }

        return changed;
    }

    private void LogCall(Call done)
    {
        var instead = done.Instead;
        var database = done.Session.Database;
        var bracketed = instead.Count > 1 && !inTransaction && !done.Unbracketed;
        if (bracketed)
        {
            log.Feed(Multi, database, MultiArgs);
        }

        for (var i = 0; i < instead.Count; i++)
        {
            log.Feed(Commands.Named(instead[i][0].Span), database, instead[i]);
        }

        if (instead.Count == 0)
        {
            log.Feed(done.Command, database, done.Args);
        }

        if (bracketed)
        {
            log.Feed(Exec, database, ExecArgs);
        }

        if (!inTransaction)
        {
            UnitApplied?.Invoke();
        }
    }

    private static bool Writes(Command command) => (command.Flags & (CommandFlags.Write | CommandFlags.RefusedLikeWrite)) != 0;

    private static void Refuse(Session session, string error)
    {
        session.Flawed |= session.InTransaction;
        session.Output.Error(error);
    }

    private static string UnknownCommand(Bytes[] argv)
    {
        const int Enough = 128;
        var shown = new StringBuilder();
        for (var i = 1; i < argv.Length && shown.Length < Enough; i++)
        {
            var argument = Line(argv[i]);
            _ = shown.Append('`').Append(argument, 0, Math.Min(argument.Length, Enough - shown.Length)).Append("`, ");
        }

        return $"ERR unknown command `{Line(argv[0])}`, with args beginning with: {shown}";
    }

    /// <summary>As C prints it into one line: up to the first NUL, line ends as spaces.</summary>
    internal static string Line(Bytes argument)
    {
        var text = argument.ToLatin1().Replace('\r', ' ').Replace('\n', ' ');
        var end = text.IndexOf('\0', StringComparison.Ordinal);
        return end < 0 ? text : text[..end];
    }
}
