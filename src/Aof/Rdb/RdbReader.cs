using System.Buffers.Binary;
using System.Buffers.Text;
using Aof.Data;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Structures;
using Aof.Format;
using Aof.KnownDefects;

namespace Aof.Rdb;

/// <summary>
/// Reads an RDB file or a preamble into a dataset (rdbLoadRio()): versions 1 to 13, Redis up to 8.6, and that of Valkey
/// 9. Expired keys are kept: the log behind the preamble may use them. Damage gives a result; memory and time are
/// bounded by the bytes read.
/// </summary>
internal sealed class RdbReader
{
    /// <summary>Progress is reported after this many keys.</summary>
    private const int ProgressInterval = 1000;

    private readonly ByteReader log;
    private readonly RdbInput input;
    private readonly ValueReader values;
    private readonly CommandTable commands;
    private readonly int newest;
    private readonly Action<long>? progress;
    private readonly Owner unowned = new();

    /// <summary>The keys of a file that is only checked, by database. Their values are not kept.</summary>
    private readonly HashTrie<bool>?[] seen = new HashTrie<bool>?[new Dataset().DatabaseCount];
    private int selected;
    private long emptyKeys, libraries, moduleRecords;

    /// <summary>A reader at the beginning of a file.</summary>
    /// <param name="log">The file.</param>
    /// <param name="commands">Whose file it is, and the types of values that modules define.</param>
    /// <param name="newest">The newest version of Redis's format that is read.</param>
    /// <param name="progress">Called after every 1000 keys, with the offset in bytes.</param>
    public RdbReader(ByteReader log, CommandTable commands, int newest, Action<long>? progress = null)
    {
        this.log = log;
        this.commands = commands;
        this.newest = newest;
        this.progress = progress;
        input = new RdbInput(log);
        values = new ValueReader(input, commands.Types, commands.Dialect.HasFieldDeadlines());
    }

    /// <summary>Keys read so far.</summary>
    public long Keys { get; private set; }

    /// <summary>A description of the error.</summary>
    public string Problem => input.Problem;

    /// <summary>The offset of <see cref="Problem"/>, in bytes.</summary>
    public long Damage => input.Damage;

    /// <summary>Descriptions of what was skipped.</summary>
    public IEnumerable<string> Notices
    {
        get
        {
            (long Count, string What)[] skipped =
            [
                (emptyKeys, "keys without a value"), (libraries, "libraries of functions"),
                (moduleRecords, "records of modules"), (values.SkippedDeadlines, "deadlines of fields of hashes"),
            ];
            foreach (var (count, what) in skipped)
            {
                if (count > 0)
                {
                    yield return Invariant($"{what} that were read over: {count}");
                }
            }
        }
    }

    /// <summary>Reads the file up to its checksum and leaves the stream right behind it.</summary>
    /// <param name="into">Receives the keys; null: the file is only checked.</param>
    /// <returns>or the error.</returns>
    public ReadOutcome Read(Dataset? into)
    {
        log.BeginChecksum();
        var isRead = Version(out var version) && Records(into) && Checksum(version);
        return isRead ? ReadOutcome.Ok : input.Outcome;
    }

    private bool Version(out int version)
    {
        version = 0;
        var start = input.Offset;
        if (!input.Take(9, out var head))
        {
            return false;
        }

        var isValkey = head.StartsWith("VALKEY"u8);
        values.IsValkey = isValkey;
        var digits = head[(isValkey ? 6 : 5)..];
        return ((isValkey || head.StartsWith("REDIS"u8)) && digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
            && Utf8Parser.TryParse(digits, out version, out _)
            && (isValkey ? version == RdbVersion.Valkey9 : version >= 1 && version <= newest))
            || input.Fail(start, $"an unknown version of the format, '{Bytes.Copy(head)}'");
    }

    private bool Records(Dataset? into)
    {
        var (database, deadline) = (into?[0], Held.Never);
        while (input.Byte(out var type))
        {
            var isRead = true;
            switch (type)
            {
                case RdbOpcode.End:
                    return true;
                case RdbOpcode.SelectDatabase:
                    isRead = Select(into, out database);
                    break;
                case RdbOpcode.DeadlineMs or RdbOpcode.DeadlineSeconds:
                    isRead = Deadline(type, out deadline);
                    break;
                case RdbOpcode.Function:
                    isRead = Library(into);
                    break;
                case < RdbOpcode.SlotImport:
                    isRead = Key(type, database, deadline);
                    deadline = Held.Never;
                    break;
                default:
                    isRead = Skip(type);
                    break;
            }

            if (!isRead)
            {
                return false;
            }
        }

        return false;
    }

    private bool Select(Dataset? into, out Database? database)
    {
        var start = input.Offset;
        var isRead = input.Length(out var number);
        var exists = number < (ulong)(into?.DatabaseCount ?? seen.Length);
        selected = exists ? (int)number : 0;
        database = into?[selected];
        return isRead
            && (exists || input.Fail(
            start, Invariant($"a database that does not exist, {number}")));
    }

    private bool Deadline(byte type, out long deadline)
    {
        deadline = Held.Never;
        if (!input.Take(type == RdbOpcode.DeadlineMs ? 8 : 4, out var bytes))
        {
            return false;
        }

        deadline = type == RdbOpcode.DeadlineMs
            ? BinaryPrimitives.ReadInt64LittleEndian(bytes)
            : BinaryPrimitives.ReadInt32LittleEndian(bytes) * 1000L;
        deadline = deadline == Held.Never ? Held.Never + 1 : deadline;
        return true;
    }

    private bool Key(byte type, Database? database, long deadline)
    {
        var start = input.Offset - 1;
        if (!input.String(out var key))
        {
            return false;
        }

        if (database is null && type == (byte)RdbType.Module2)
        {
            // A check needs no module (as redis-check-rdb): a module's value marks its own end.
            Keys++;
            return input.Length(out _) && ModuleCodec.Skip(input) && IsNew(start, See(key));
        }

        if (!values.Read(type, database?.Owner ?? unowned, out var value))
        {
            return false;
        }

        if (value is null)
        {
            emptyKeys++;
            return true;
        }

        database?.Pack(value, asItStands: ValueReader.IsPackedSortedSet(type));
        if (++Keys % ProgressInterval == 0)
        {
            progress?.Invoke(input.Offset);
        }

        return IsNew(start, database?.Put(key, value, deadline) ?? See(key));
    }

    private bool See(Bytes key) => (seen[selected] ??= new HashTrie<bool>(unowned)).Set(key, value: true);

    private bool IsNew(long start, bool isNew) => isNew || input.Fail(start, "a duplicate key");

    /// <summary>A library of functions; 6.0.5 has none, and reads over it.</summary>
    private bool Library(Dataset? into)
    {
        var start = input.Offset;
        if (!input.String(out var code))
        {
            return false;
        }

        if (commands.Dialect == Dialect.Redis6)
        {
            libraries++;
        }
        else if (LibraryCode.NameIn(code, out var problem) is not { } name)
        {
            return input.Fail(start, $"a library of functions: {problem}");
        }
        else if (into is not null)
        {
            into.Libraries = into.Libraries.SetItem(name, code);
        }

        return true;
    }

    /// <summary>Skips an element that does not belong to the dataset.</summary>
    private bool Skip(byte type)
    {
        switch (type)
        {
            case RdbOpcode.Aux:
                return input.Blob(out _) && input.Blob(out _);
            case RdbOpcode.ResizeDatabase:
                return input.Length(out _) && input.Length(out _);
            case RdbOpcode.Idle:
                return input.Length(out _);
            case RdbOpcode.Frequency:
                return input.Byte(out _);
            case RdbOpcode.SlotInfo:
                return input.Length(out _) && input.Length(out _) && input.Length(out _);
            case RdbOpcode.FunctionBeforeRelease:
                libraries++;
                return input.Blob(out _) && input.Blob(out _) && input.Length(out var described)
                    && (described == 0 || input.Blob(out _)) && input.Blob(out _);
            case RdbOpcode.ModuleAux:
                moduleRecords++;
                return input.Length(out _) && ModuleCodec.Skip(input);
            default:
                return input.Fail(input.Offset - 1, Invariant($"an element of type {type}, which is not known here"));
        }
    }

    private bool Checksum(int version)
    {
        var start = input.Offset;
        var expected = log.EndChecksum();
        if (version < RdbVersion.FirstWithChecksum)
        {
            return true;
        }

        return input.UInt64(out var found)
            && (found == expected || found == 0
                || input.Fail(start,
                Invariant($"the checksum is {found:x16} and should be {expected:x16}")));
    }
}
