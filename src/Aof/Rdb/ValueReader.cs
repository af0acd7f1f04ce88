using Aof.Data.Modules;
using Aof.Data.Primitives;
using Aof.Data.Structures;
using Aof.Data.Values;
using Aof.Rdb.Packed;

namespace Aof.Rdb;

/// <summary>
/// Reads values in every form of Redis 2.6 to 7.4 and of Valkey 9 (rdbLoadObject()). What no server writes is damage,
/// such as a duplicate element or a score that is not a number.
/// </summary>
/// <param name="input">The file.</param>
/// <param name="types">The types of values that modules define.</param>
/// <param name="keepsDeadlines">Fields of hashes may have deadlines; otherwise they are read over.</param>
internal sealed partial class ValueReader(RdbInput input, ModuleTypes types, bool keepsDeadlines)
{
    /// <summary>First bytes of a score as text: NaN, +inf, -inf (rdbLoadDoubleValue() of Redis).</summary>
    private const byte NotANumber = 253, Infinite = 254, MinusInfinite = 255;

    /// <summary>Kinds of list nodes from 7.0 on (QUICKLIST_NODE_CONTAINER_* of Redis).</summary>
    private const ulong PlainNode = 1, PackedNode = 2;

    private readonly List<Bytes> items = [];

    /// <summary>The file is one of Valkey 9.</summary>
    public bool IsValkey { get; set; }

    /// <summary>Deadlines of fields that were read over.</summary>
    public long SkippedDeadlines { get; private set; }

    private delegate string? Unpacker(ReadOnlySpan<byte> blob, List<Bytes> into);

    /// <summary>
    /// Reads a value for an owner; false when it is damaged. An empty collection gives null: no key holds one.
    /// </summary>
    public bool Read(byte type, Owner owner, out Value? value)
    {
        value = null;
        switch ((RdbType)type)
        {
            case RdbType.String:
                var isRead = input.String(out var text);
                value = new StringValue(text);
                return isRead;
            case RdbType.List or RdbType.ListZiplist or RdbType.ListQuicklist or RdbType.ListQuicklist2:
                var list = new ListValue(owner);
                value = list;
                return List((RdbType)type, list) && NoneIfEmpty(list.Count, ref value);
            case RdbType.Set or RdbType.SetIntset or RdbType.SetListpack:
                var set = new SetValue(owner);
                value = set;
                return Set((RdbType)type, set) && NoneIfEmpty(set.Count, ref value);
            case RdbType.HashWithDeadlines or RdbType.HashMetadata or RdbType.HashListpackWithDeadlines
                or RdbType.HashListpackMetadata or RdbType.Hash or RdbType.HashZipmap or RdbType.HashZiplist
                or RdbType.HashListpack:
                var hash = new HashValue(owner);
                value = hash;
                return Hash((RdbType)type, hash) && NoneIfEmpty(hash.Count, ref value);
            case RdbType.SortedSet or RdbType.SortedSet2 or RdbType.SortedSetZiplist or RdbType.SortedSetListpack:
                var sorted = new SortedSetValue(owner);
                value = sorted;
                return SortedSet((RdbType)type, sorted) && NoneIfEmpty(sorted.Count, ref value);
            case RdbType.StreamListpacks or RdbType.StreamListpacks2 or RdbType.StreamListpacks3
                or RdbType.StreamListpacks4:
                var stream = new StreamValue(owner);
                value = stream;
                return new StreamLoad(input, stream, (RdbType)type).Read();
            case RdbType.Module2:
                return ModuleValue(out value);
            default:
                return input.Fail(input.Offset,
                    Invariant($"a value of type {type}, which is unknown"));
        }
    }

    /// <summary>A sorted set in the small form of Redis.</summary>
    public static bool IsPackedSortedSet(byte type) =>
        (RdbType)type is RdbType.SortedSetZiplist or RdbType.SortedSetListpack;

    private static bool NoneIfEmpty(int count, ref Value? value)
    {
        value = count == 0 ? null : value;
        return true;
    }

    private bool List(RdbType type, ListValue list)
    {
        if (type == RdbType.ListZiplist)
        {
            return Node(Ziplist.Unpack, list);
        }

        if (!input.Length(out var count))
        {
            return false;
        }

        for (; count > 0; count--)
        {
            var isRead = type switch
            {
                RdbType.List => Element(list),
                RdbType.ListQuicklist => Node(Ziplist.Unpack, list),
                _ => NodeOrElement(list),
            };
            if (!isRead)
            {
                return false;
            }
        }

        return true;
    }

    private bool Element(ListValue list)
    {
        var isRead = input.String(out var item);
        list.Tree.AddLast(item);
        return isRead;
    }

    private bool Node(Unpacker unpack, ListValue list)
    {
        if (!Unpack(unpack))
        {
            return false;
        }

        foreach (var item in items)
        {
            list.Tree.AddLast(item);
        }

        return true;
    }

    private bool NodeOrElement(ListValue list)
    {
        var start = input.Offset;
        if (!input.Length(out var kind))
        {
            return false;
        }

        return kind switch
        {
            PlainNode => Element(list),
            PackedNode => Node(Listpack.Unpack, list),
            _ => input.Fail(start, "a list node of unknown kind"),
        };
    }

    private bool Set(RdbType type, SetValue set)
    {
        var start = input.Offset;
        if (type != RdbType.Set)
        {
            if (!Unpack(type == RdbType.SetIntset ? Intset.Unpack : Listpack.Unpack))
            {
                return false;
            }

            foreach (var item in items)
            {
                if (!set.Add(item) && type == RdbType.SetListpack)
                {
                    return Twice(start);
                }
            }

            return true;
        }

        var isRead = input.Length(out var count);
        for (; isRead && count > 0; count--)
        {
            start = input.Offset;
            isRead = input.String(out var member) && (set.Add(member) || Twice(start));
        }

        return isRead;
    }

    private bool SortedSet(RdbType type, SortedSetValue sorted)
    {
        var start = input.Offset;
        if (IsPackedSortedSet((byte)type))
        {
            return Pairs(type == RdbType.SortedSetZiplist ? Ziplist.Unpack : Listpack.Unpack)
                && AddScored(start, sorted);
        }

        var isRead = input.Length(out var count);
        for (; isRead && count > 0; count--)
        {
            start = input.Offset;
            isRead = input.String(out var member)
                && (type == RdbType.SortedSet ? ScoreText(out var score) : Score(out score))
                && Add(start, sorted, member, score);
        }

        return isRead;
    }

    private bool AddScored(long start, SortedSetValue sorted)
    {
        for (var i = 0; i < items.Count; i += 2)
        {
            if (!DoubleText.TryParse(items[i + 1].Span, out var score))
            {
                return input.Fail(start, "a score that is not a number");
            }

            if (!Add(start, sorted, items[i], score))
            {
                return false;
            }
        }

        return true;
    }

    private bool Add(long start, SortedSetValue sorted, Bytes member, double score)
    {
        if (double.IsNaN(score))
        {
            return input.Fail(start, "a score that is not a number");
        }

        var before = sorted.Count;
        sorted.Set(member, score);
        return sorted.Count > before || Twice(start);
    }

    private bool Score(out double score)
    {
        var isRead = input.UInt64(out var bits);
        score = BitConverter.UInt64BitsToDouble(bits);
        return isRead;
    }

    /// <summary>A score of Redis up to 3.2: a length byte and digits.</summary>
    private bool ScoreText(out double score)
    {
        var start = input.Offset;
        score = double.NaN;
        if (!input.Byte(out var length))
        {
            return false;
        }

        switch (length)
        {
            case NotANumber:
                return true;
            case Infinite or MinusInfinite:
                score = length == Infinite ? double.PositiveInfinity : double.NegativeInfinity;
                return true;
            default:
                return input.Take(length, out var digits)
                    && (DoubleText.TryParse(digits, out score) || input.Fail(start, "a score that is not a number"));
        }
    }

    private bool ModuleValue(out Value? value)
    {
        value = null;
        var start = input.Offset;
        if (!input.Length(out var id))
        {
            return false;
        }

        if (!types.TryFind(id, out var type))
        {
            return input.Fail(start, $"a value of the type '{ModuleType.NameIn(id)}', whose module is not loaded");
        }

        var record = new ModuleRecord();
        if (!ModuleCodec.Read(input, record))
        {
            return false;
        }

        var reader = record.Read();
        value = type.Load(reader, ModuleType.VersionIn(id));
        return (value is not null && reader.AtEnd)
            || input.Fail(start, $"a malformed value of the type '{type.Name}'");
    }

    /// <summary>Unpacks pairs: fields with values, or members with scores.</summary>
    private bool Pairs(Unpacker unpack)
    {
        var start = input.Offset;
        return Unpack(unpack)
            && (items.Count % 2 == 0 || input.Fail(start, "an odd number of elements instead of pairs"));
    }

    private bool Unpack(Unpacker unpack)
    {
        var start = input.Offset;
        items.Clear();
        return input.Blob(out var blob) && (unpack(blob, items) is not { } problem || input.Fail(start, problem));
    }

    private bool Twice(long start) => input.Fail(start, "a duplicate element");
}
