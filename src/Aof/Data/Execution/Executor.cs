using System.Text;
using Aof.Data.Primitives;
using Aof.KnownDefects;
using Sim.Os;

namespace Aof.Data.Execution;

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
    private readonly IRandom chance;
    private readonly IWriteLog log;
    private readonly IServerControl server;
    private readonly Call call;
    private readonly bool execDespiteRefusal;

    /// <summary>The call of a command inside EXEC; made when it is first needed.</summary>
    private Call? inner;

    /// <summary>Dirty when the unit that now runs began: nothing may have changed yet when a key expires.</summary>
    private long dirtyBefore;

    /// <summary>The log has been fed since the client's command began: by it, by an expired key that it met, or by a client that it served.</summary>
    private bool isLogged;

    /// <summary>An executor with no client yet.</summary>
    public Executor(Dataset data, TimeProvider clock, IRandom chance, IWriteLog log, IServerControl server, Defects defects = default)
    {
        Data = data;
        this.clock = clock;
        this.chance = chance;
        this.log = log;
        this.server = server;
        Intervals = new IntervalClock(clock, intervalsByWallClock: true);
        call = new Call(this, chance, server, insideExec: false);
        blocked = new BlockedClients(data);
        execDespiteRefusal = defects.Has(Defect.ExecDespiteRefusal);
        DeliveriesInManyRecords = defects.Has(Defect.DeliveriesInManyRecords);
        RedeliveryNotLogged = defects.Has(Defect.RedeliveryNotLogged);
        FloatForgetsDeadline = defects.Has(Defect.FloatForgetsDeadline);
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

    /// <summary><see cref="Defect.DeliveriesInManyRecords"/>.</summary>
    internal bool DeliveriesInManyRecords { get; }

    /// <summary><see cref="Defect.RedeliveryNotLogged"/>.</summary>
    internal bool RedeliveryNotLogged { get; }

    /// <summary><see cref="Defect.FloatForgetsDeadline"/>.</summary>
    internal bool FloatForgetsDeadline { get; }

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
        isLogged = false;
        if (!Commands.TryFind(argv[0].Span, out var command))
        {
            Refuse(session, UnknownCommand(argv));
        }
        else if (Refusal(command, argv.Length) is { } refusal)
        {
            Refuse(session, refusal);
        }
        else
        {
            var start = session.Output.Length;
            Run(session, command, argv);
            if (isLogged && command.MayWrite && !session.Blocked)
            {
                server.Promised(session, start, waited: false);
            }
        }
    }

    private string? Refusal(Command command, int arguments) =>
        !command.Accepts(arguments) ? command.WrongArity : Writes(command) ? server.RefuseWrites() : null;

    /// <summary>Executes a command, or queues it.</summary>
    private void Run(Session session, Command command, Bytes[] argv)
    {
        if (!execDespiteRefusal && ReferenceEquals(command, Exec) && session.HasQueuedWrite && server.RefuseWrites() is { } reason)
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
        return changed && !Loading && LogCall(done);
    }

    private bool LogCall(Call done)
    {
        var instead = done.Instead;
        var database = done.Session.Database;
        var bracketed = instead.Count > 1 && !inTransaction && !done.Unbracketed;
        var kept = false;
        if (bracketed)
        {
            kept = Log(Multi, database, MultiArgs);
        }

        for (var i = 0; i < instead.Count; i++)
        {
            kept = Log(Commands.Named(instead[i][0].Span), database, instead[i]);
        }

        if (instead.Count == 0)
        {
            kept = Log(done.Command, database, done.Args);
        }

        if (bracketed)
        {
            kept = Log(Exec, database, ExecArgs);
        }

        if (!inTransaction)
        {
            UnitApplied?.Invoke();
        }

        return kept;
    }

    /// <summary>Hands a command to the log, and notes whether there is one: then the reply promises something.</summary>
    private bool Log(Command command, int database, ReadOnlySpan<Bytes> argv)
    {
        var kept = log.Feed(command, database, NowMs, argv);
        isLogged |= kept;
        return kept;
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
