using System.Buffers.Text;
using Aof.Data.Commands;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Format;
using Aof.KnownDefects;
using Aof.State;
using Sim.Os;

namespace Aof.Append;

/// <summary>
/// Translates executed writes into log records (feedAppendOnlyFile() of Redis):
/// - SELECT precedes a command of another database;
/// - deadlines become absolute milliseconds;
/// - records go to the log buffer and, while a child runs, to the rewrite buffer.
/// </summary>
internal sealed class Feed(AofState state) : IWriteLog
{
    private static readonly Command Set = RedisCommands.Table.Named("SET");
    private static readonly Command SetEx = RedisCommands.Table.Named("SETEX");
    private static readonly Command PSetEx = RedisCommands.Table.Named("PSETEX");
    private static readonly Command Expire = RedisCommands.Table.Named("EXPIRE");
    private static readonly Command PExpire = RedisCommands.Table.Named("PEXPIRE");
    private static readonly Command ExpireAt = RedisCommands.Table.Named("EXPIREAT");
    private static readonly Command Restore = RedisCommands.Table.Named("RESTORE");
    private static readonly Command RestoreAsking = RedisCommands.Table.Named("RESTORE-ASKING");
    private static readonly Command Multi = RedisCommands.Table.Named("MULTI");
    private static readonly Command Exec = RedisCommands.Table.Named("EXEC");

    private static readonly Bytes AbsoluteTime = Bytes.Of("ABSTTL");

    private readonly ByteBuffer record = new();
    private readonly bool deadlineReadTwice = state.Defects.Has(Defect.DeadlineReadTwice);
    private readonly bool expiryInTwoRecords = state.Defects.Has(Defect.ExpiryInTwoRecords);
    private readonly bool keepTtlDropped = state.Defects.Has(Defect.KeepTtlDropped);
    /// <summary>
    /// Records are those of 7.0, where the commands have said themselves how they are logged: deadlines are absolute
    /// already, and only a transaction of several records has MULTI and EXEC.
    /// </summary>
    private readonly bool logsAs7 = state.Config.Layout == LogLayout.MultiPart;

    /// <summary>Since 7.2 SELECT stands behind MULTI.</summary>
    private readonly bool selectsInside = state.Config.Dialect >= Dialect.Redis72;
    private readonly bool restoreTimeRelative = state.Defects.Has(Defect.RestoreTimeRelative);
    private readonly bool setTimeRelative = state.Defects.Has(Defect.SetTimeRelative);
    private readonly bool switchedOffInsideTransaction = state.Defects.Has(Defect.SwitchedOffInsideTransaction);

    /// <summary>MULTI was fed and EXEC was not. A log that began here would begin with half a transaction.</summary>
    public bool InsideTransaction { get; private set; }

    /// <summary>The time that the current command has read, in milliseconds since 1970.</summary>
    private long commandMs;

    /// <summary>The database at the end of the log; -1: the next record needs SELECT.</summary>
    private int selectedDatabase = -1;

    /// <summary>Length of the log buffer when MULTI was fed.</summary>
    private int beforeTransaction;

    /// <summary>Under 7.0: the first record of the open transaction, which needs MULTI only before a second.</summary>
    private readonly ByteBuffer firstInside = new();

    /// <summary>How many bytes of it stand before MULTI: those of its SELECT.</summary>
    private int selectOfFirst;

    /// <summary>Records of the open transaction.</summary>
    private int recordsInside;

    /// <inheritdoc/>
    long IWriteLog.Records => state.Progress.Executed;

    /// <summary>The next record begins with SELECT, so that it can be read without the earlier ones.</summary>
    public void ForgetDatabase() => selectedDatabase = -1;

    /// <summary>
    /// The log is being closed. An open transaction is taken out of the buffer: no EXEC follows, and a log without it
    /// is damaged.
    /// </summary>
    public void RollBackOpenTransaction()
    {
        if (InsideTransaction && !switchedOffInsideTransaction)
        {
            state.Buffer.Truncate(beforeTransaction);
            BeginTransaction();
            beforeTransaction = 0; // What is left of the buffer goes to the file, or nowhere.
        }
    }

    /// <summary>Nothing of a transaction is fed yet. The log may be switched on and off before its end.</summary>
    private void BeginTransaction()
    {
        beforeTransaction = state.Buffer.Length;
        firstInside.Clear();
        recordsInside = 0;
    }

    /// <inheritdoc/>
    bool IWriteLog.Feed(Command command, int database, long nowMs, ReadOnlySpan<Bytes> argv)
    {
        InsideTransaction = command == Multi || (InsideTransaction && command != Exec);
        if (command == Multi)
        {
            BeginTransaction();
        }

        var isBracket = logsAs7 && (command == Multi || command == Exec);
        if (!isBracket)
        {
            state.Progress.Fed();
        }

        if (state.Mode != AofMode.Off)
        {
            commandMs = nowMs;
            Append(command, isBracket ? selectedDatabase : database, argv);
        }

        return state.Mode != AofMode.Off;
    }

    private void Append(Command command, int database, ReadOnlySpan<Bytes> argv)
    {
        if (database != selectedDatabase)
        {
            Select(database);
        }

        var select = record.Length;
        Translate(command, argv);
        if (logsAs7)
        {
            Enclose(command, select);
            Count(command);
        }

        if (state.IsWritten)
        {
            Annotate();
            state.Buffer.Append(record.Span);
        }

        if (state.ChildTakesDiff)
        {
            state.RewriteBuffer.Append(record.Span);
        }

        record.Clear();
    }

    /// <summary>
    /// The first record of a second has its time before it (genAofTimestampAnnotationIfNeeded() of Redis 7.0).
    /// </summary>
    private void Annotate()
    {
        if (logsAs7 && state.Config.Timestamps && record.Length > 0 && commandMs / 1000 > state.AnnotatedSec)
        {
            state.AnnotatedSec = commandMs / 1000;
            Annotation.Write(state.Buffer, state.AnnotatedSec);
        }
    }

    /// <summary>
    /// Keeps MULTI until the second record of a transaction, and EXEC away where none came (propagatePendingCommands()
    /// of Redis 7.0).
    /// </summary>
    private void Enclose(Command command, int select)
    {
        if (command == Multi)
        {
            record.Clear();
        }
        else if (command == Exec)
        {
            Replace(recordsInside < 2 ? firstInside.Span : record.Span.ToArray());
            firstInside.Clear();
        }
        else if (InsideTransaction && ++recordsInside == 1)
        {
            firstInside.Append(record.Span);
            selectOfFirst = selectsInside ? 0 : select;
            record.Clear();
        }
        else if (InsideTransaction && recordsInside == 2)
        {
            var second = record.Span.ToArray();
            Replace(firstInside.Span[..selectOfFirst]);
            record.Append("*1\r\n$5\r\nMULTI\r\n"u8);
            record.Append(firstInside.Span[selectOfFirst..]);
            record.Append(second);
        }
    }

    /// <summary>Counts the records as Redis 7.2 and later: those of a transaction at its end.</summary>
    private void Count(Command command) => state.Offset += command == Exec
        ? recordsInside < 2 ? recordsInside : recordsInside + 2
        : InsideTransaction ? 0 : 1;

    private void Replace(ReadOnlySpan<byte> bytes)
    {
        record.Clear();
        record.Append(bytes);
    }

    private void Select(int database)
    {
        record.Append("*2\r\n$6\r\nSELECT\r\n"u8);
        Resp.Bulk(record, database);
        selectedDatabase = database;
    }

    private void Translate(Command command, ReadOnlySpan<Bytes> argv)
    {
        if (logsAs7 && command != Restore && command != RestoreAsking)
        {
            Resp.Command(record, argv);
        }
        else if (command == Expire || command == PExpire || command == ExpireAt)
        {
            Deadline(argv[1], Milliseconds(argv[2], seconds: command != PExpire, relative: command != ExpireAt));
        }
        else if (command == SetEx || command == PSetEx)
        {
            SetWithDeadline(argv[1], argv[3], Milliseconds(argv[2], seconds: command == SetEx, relative: true));
        }
        else if (command == Set && FindTimeToLive(argv, out var timeToLive, out var inSeconds) && !setTimeRelative)
        {
            SetWithDeadline(argv[1], argv[2], Milliseconds(timeToLive, inSeconds, relative: true));
        }
        else if (command == Set && keepTtlDropped)
        {
            Resp.Command(record, argv[..3]);
        }
        else if ((command == Restore || command == RestoreAsking) && IsRelative(argv) && !restoreTimeRelative)
        {
            Resp.Command(record,
                [.. argv[..2], Bytes.Of(Milliseconds(argv[2], seconds: false, relative: true)), .. argv[3..],
                    AbsoluteTime]);
        }
        else
        {
            Resp.Command(record, argv);
        }
    }

    private static bool IsRelative(ReadOnlySpan<Bytes> restore)
    {
        var isRelative = !restore[2].Span.SequenceEqual("0"u8);
        foreach (var option in restore[4..])
        {
            isRelative &= !option.EqualsIgnoreCase("ABSTTL");
        }

        return isRelative;
    }

    /// <summary>The time that counts is the last one.</summary>
    private static bool FindTimeToLive(ReadOnlySpan<Bytes> argv, out Bytes timeToLive, out bool inSeconds)
    {
        for (var i = argv.Length - 2; i >= 3; i--)
        {
            inSeconds = argv[i].EqualsIgnoreCase("EX");
            if (inSeconds || argv[i].EqualsIgnoreCase("PX"))
            {
                timeToLive = argv[i + 1];
                return true;
            }
        }

        timeToLive = default;
        inSeconds = false;
        return false;
    }

    private long Milliseconds(Bytes time, bool seconds, bool relative)
    {
        _ = Utf8Parser.TryParse(time.Span, out long value, out _);
        var when = unchecked(seconds ? value * 1000 : value);
        return relative ? unchecked(when + CommandTimeMs()) : when;
    }

    private long CommandTimeMs() => deadlineReadTwice ? state.Host.Clock.NowMs() : commandMs;

    private void SetWithDeadline(Bytes key, Bytes value, long deadline)
    {
        var bracketed = !InsideTransaction && !expiryInTwoRecords;
        if (bracketed)
        {
            record.Append("*1\r\n$5\r\nMULTI\r\n"u8);
        }

        record.Append("*3\r\n$3\r\nSET\r\n"u8);
        Resp.Bulk(record, key.Span);
        Resp.Bulk(record, value.Span);
        Deadline(key, deadline);
        if (bracketed)
        {
            record.Append("*1\r\n$4\r\nEXEC\r\n"u8);
        }
    }

    private void Deadline(Bytes key, long milliseconds)
    {
        record.Append("*3\r\n$9\r\nPEXPIREAT\r\n"u8);
        Resp.Bulk(record, key.Span);
        Resp.Bulk(record, milliseconds);
    }
}
