using System.Text;
using Aof.Data.Primitives;
using Aof.KnownDefects;
using Sim.Os;

namespace Aof.Data.Execution;

/// <summary>
/// Executes commands and logs changes (processCommand() and call() of Redis). The log gets exactly the commands that
/// rebuild the dataset, in the order of their effects. A command whose result could vary is logged in a form that gives
/// the same result.
/// </summary>
public sealed partial class Executor
{
    private static readonly Command Multi = TransactionCommands.Multi;
    private static readonly Command Exec = TransactionCommands.Exec;
    private static readonly Command Discard = TransactionCommands.Discard;
    private static readonly Bytes[] MultiArgs = [Bytes.Of("MULTI")];
    private static readonly Bytes[] ExecArgs = [Bytes.Of("EXEC")];
    private static readonly Bytes FieldDeleteName = Bytes.Of("HDEL");

    private readonly TimeProvider clock;
    private readonly IRandom chance;
    private readonly IWriteLog log;
    private readonly IServerControl server;
    private readonly Call call;
    private readonly bool execDespiteRefusal, waitOverlooksTransaction;

    /// <summary>The call of a command inside EXEC; created on demand.</summary>
    private Call? inner;

    /// <summary>
    /// The value of dirty when the current unit began. A key may expire only before the unit's first change.
    /// </summary>
    private long dirtyBefore;

    /// <summary>
    /// The client's command has fed the log: itself, through an expired key, or through a client that it served.
    /// </summary>
    private bool isLogged;

    private long lastId;

    /// <summary>
    /// Records of what a command has done besides: since 7.2 one that waits may have made a consumer, and since 7.4 any
    /// may end a field that is past its deadline. The next command logs them with its own
    /// (propagatePendingCommands() of Redis).
    /// </summary>
    private readonly List<(int Database, Bytes[] Record)> owed = [];

    /// <summary>An executor with no client yet.</summary>
    public Executor(Dataset data, TimeProvider clock, IRandom chance, IWriteLog log, IServerControl server,
        Defects defects = default)
    {
        Data = data;
        Is7 = data.Dialect >= Dialect.Redis7;
        DeleteName = Bytes.Of(data.Dialect.IsValkey() ? "UNLINK" : "DEL");
        this.clock = clock;
        this.chance = chance;
        this.log = log;
        this.server = server;
        Intervals = new IntervalClock(clock, intervalsByWallClock: true);
        call = new Call(this, chance, server, insideExec: false);
        blocked = new BlockedClients(data);
        execDespiteRefusal = defects.Has(Defect.ExecDespiteRefusal);
        waitOverlooksTransaction = defects.Has(Defect.WaitOverlooksTransaction);
        DeliveriesInManyRecords = defects.Has(Defect.DeliveriesInManyRecords);
        RedeliveryNotLogged = defects.Has(Defect.RedeliveryNotLogged);
        FloatForgetsDeadline = defects.Has(Defect.FloatForgetsDeadline);
        FailedFieldNotLogged = defects.Has(Defect.FailedFieldNotLogged);
        PastFieldsAbsentAtLoad = defects.Has(Defect.PastFieldsAbsentAtLoad);
        PastFieldsLogged = defects.Has(Defect.PastFieldsLogged);
        FieldDeadlineLostByFloat = defects.Has(Defect.FieldDeadlineLostByFloat);
        IsAsReleased = defects.AreOfAVersion;
        IntegersByStrtoll = Profile.Of(defects) is { IntegersByStrtoll: true };
    }

    /// <summary>The dataset.</summary>
    public Dataset Data { get; }

    /// <summary>The known commands, including DEL, which is logged for an expired key.</summary>
    public required CommandTable Commands { get; init; }

    /// <summary>Commands, replies and records are those of Redis 7.</summary>
    internal bool Is7 { get; }

    /// <summary>
    /// The command that logs a key's end. Valkey frees in the background by default (lazyfree-lazy-expire).
    /// </summary>
    internal Bytes DeleteName { get; }

    /// <summary>
    /// While loading nothing expires and nothing is logged. Relative times in the log count from the begin of the load.
    /// </summary>
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
    /// The clock reading of the current or last command, in milliseconds since 1970. Deadlines in the dataset and in
    /// the log both use it.
    /// </summary>
    public long NowMs { get; private set; }

    /// <summary>The hashes of the scripts that SCRIPT LOAD has brought, as Redis prints them.</summary>
    internal SortedSet<Bytes> Scripts { get; } = [];

    /// <summary><see cref="Defect.DeliveriesInManyRecords"/>.</summary>
    internal bool DeliveriesInManyRecords { get; }

    /// <summary><see cref="Defect.RedeliveryNotLogged"/>.</summary>
    internal bool RedeliveryNotLogged { get; }

    /// <summary><see cref="Defect.FloatForgetsDeadline"/>.</summary>
    internal bool FloatForgetsDeadline { get; }

    /// <summary><see cref="Defect.FailedFieldNotLogged"/>.</summary>
    internal bool FailedFieldNotLogged { get; }

    /// <summary><see cref="Defects.AreOfAVersion"/>.</summary>
    internal bool IsAsReleased { get; }

    /// <summary><see cref="Defect.PastFieldsAbsentAtLoad"/>.</summary>
    internal bool PastFieldsAbsentAtLoad { get; }

    /// <summary><see cref="Defect.PastFieldsLogged"/>.</summary>
    internal bool PastFieldsLogged { get; }

    /// <summary><see cref="Defect.FieldDeadlineLostByFloat"/>.</summary>
    internal bool FieldDeadlineLostByFloat { get; }

    /// <summary>A command has ended a field that was past its deadline.</summary>
    internal void FieldExpired(int database, Bytes key, Bytes field)
    {
        owed.Add((database, [FieldDeleteName, key, field]));
        TouchWatched(database, key);
    }

    /// <summary>Why the server ends at the record that was replayed last; null: it goes on.</summary>
    internal string? Unloadable { get; set; }

    /// <summary><see cref="Profile.IntegersByStrtoll"/>.</summary>
    internal bool IntegersByStrtoll { get; }

    /// <summary>
    /// Called after each logged unit that changed the dataset: one command, one EXEC, or one DEL of an expired key.
    /// </summary>
    public Action? UnitApplied { get; set; }

    /// <summary>
    /// Executes a client's command. The reply goes to the session's output, unless the client is blocked
    /// (<see cref="Session.Blocked"/>). The caller may reuse the array.
    /// </summary>
    /// <exception cref="InvalidOperationException">The client is blocked.</exception>
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
        else if (Refusal(command, argv) is { } refusal)
        {
            Refuse(session, refusal);
        }
        else
        {
            var (start, records) = (session.Output.Length, log.Records);
            Run(session, command, argv);
            NoteRecords(session, records);
            if (isLogged && command.MayWrite && !session.Blocked)
            {
                server.Promised(session, start, waited: false);
            }
        }
    }

    private string? Refusal(Command command, Bytes[] argv) =>
        !command.Accepts(argv.Length) ? command.WrongArity
        : command.RefusalOfSubcommand(argv) is { } refusal ? refusal
        : Writes(command) ? server.RefuseWrites() : null;

    /// <summary>Executes a command, or queues it.</summary>
    private void Run(Session session, Command command, Bytes[] argv)
    {
        if (!execDespiteRefusal && ReferenceEquals(command, Exec) && session.HasQueuedWrite
            && server.RefuseWrites() is { } reason)
        {
            EndTransaction(session);
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
    /// Executes a command from the log; inside MULTI it is queued, MULTI and WATCH too. A command that fails is passed
    /// over, as in Redis: only its error goes to the session's output. Read-only ones are skipped, and those with a
    /// number of arguments that no log may hold. The caller may reuse the array.
    /// </summary>
    public void Replay(Session session, Command command, Bytes[] argv)
    {
        if (command.Flags.HasFlag(CommandFlags.ReadOnly) || !command.AcceptsInLog(argv.Length))
        {
            return;
        }

        if (session.InTransaction && !ReferenceEquals(command, Exec) && !ReferenceEquals(command, Discard))
        {
            session.Enqueue(command, argv);
        }
        else
        {
            call.Begin(command, session, argv, session.Output);
            Apply(call);
        }
    }

    private void Invoke(Call running, Session session, Command command, Bytes[] argv, Reply reply)
    {
        var dirty = Data.Dirty;
        running.Begin(command, session, argv, reply);
        Apply(running);
        if (session.Blocked)
        {
            owed.AddRange(running.Instead.Select(record => (session.Database, record)));
        }
        else
        {
            _ = LogIfChanged(running, dirty);
        }
    }

    /// <summary>A damaged record may name no subcommand, or have too few arguments for it.</summary>
    private static void Apply(Call begun)
    {
        if (begun.Command.RefusalOfSubcommand(begun.Args) is { } refusal)
        {
            begun.Reply.Error(refusal);
        }
        else
        {
            begun.Command.Apply(begun);
        }
    }

    private bool LogIfChanged(Call done, long dirty)
    {
        var changed = done.Logging == Logging.Always || (done.Logging == Logging.WhenChanged && Data.Dirty != dirty);
        return (changed || owed.Count > 0) && !Loading && LogCall(done, changed);
    }

    private bool LogCall(Call done, bool changed)
    {
        var instead = changed ? done.Instead : [];
        var isItself = changed && instead.Count == 0;
        var database = done.Session.Database;
        var bracketed = owed.Count + instead.Count + (isItself ? 1 : 0) > 1 && !inTransaction && !done.Unbracketed;
        var kept = false;
        if (bracketed)
        {
            kept = Log(Multi, owed.Count > 0 ? owed[0].Database : database, MultiArgs);
        }

        kept |= LogOwed();
        for (var i = 0; i < instead.Count; i++)
        {
            kept = Log(Commands.Named(instead[i][0].Span), database, instead[i]);
        }

        if (isItself)
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

    private bool LogOwed()
    {
        var kept = false;
        foreach (var (database, record) in owed)
        {
            kept = Log(Commands.Named(record[0].Span), database, record);
        }

        owed.Clear();
        return kept;
    }

    /// <summary>Logs a command and notes whether a log exists: then the reply makes a promise.</summary>
    private bool Log(Command command, int database, ReadOnlySpan<Bytes> argv)
    {
        var kept = log.Feed(command, database, NowMs, argv);
        isLogged |= kept;
        return kept;
    }

    /// <summary>The number of a client, by the order in which clients asked for it.</summary>
    internal long IdOf(Session session) => session.Id = session.Id > 0 ? session.Id : ++lastId;

    private static bool Writes(Command command) =>
        (command.Flags & (CommandFlags.Write | CommandFlags.RefusedLikeWrite)) != 0;

    private static void Refuse(Session session, string error)
    {
        session.Flawed |= session.InTransaction;
        session.Output.Error(error);
    }

    private string UnknownCommand(Bytes[] argv)
    {
        const int Enough = 128;
        var (quote, behind, name) = Is7 ? ('\'', "' ", Line(argv[0])) : ('`', "`, ", Line(argv[0]));
        var shown = new StringBuilder();
        for (var i = 1; i < argv.Length && shown.Length < Enough; i++)
        {
            var argument = Line(argv[i]);
            var length = Math.Min(argument.Length, Enough - shown.Length);
            _ = shown.Append(quote).Append(argument, 0, length).Append(behind);
        }

        name = Is7 && name.Length > Enough ? name[..Enough] : name;
        return $"ERR unknown command {quote}{name}{quote}, with args beginning with: {shown}";
    }

    /// <summary>The text as C prints it in one line: up to the first NUL, line ends as spaces.</summary>
    internal static string Line(Bytes argument)
    {
        var text = argument.ToLatin1().Replace('\r', ' ').Replace('\n', ' ');
        var end = text.IndexOf('\0', StringComparison.Ordinal);
        return end < 0 ? text : text[..end];
    }
}
