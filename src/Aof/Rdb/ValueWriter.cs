using Aof.Data.Modules;
using Aof.Data.Primitives;
using Aof.Data.Structures;
using Aof.Data.Values;
using Aof.Format;
using Aof.KnownDefects;
using Aof.Rdb.Packed;

namespace Aof.Rdb;

/// <summary>
/// Writes values as a version of Redis does (rdbSaveObject()): small collections as one string, a ziplist or since 7.0
/// a listpack; large ones item by item. The form depends on the content alone, so equal datasets give equal bytes.
/// </summary>
internal sealed class ValueWriter(ByteBuffer output, Thresholds thresholds, Dialect dialect)
{
    /// <summary>A node of a list since 7.0 that is a listpack (QUICKLIST_NODE_CONTAINER_PACKED).</summary>
    private const int PackedNode = 2;

    /// <summary>What 7.0 assumes that an entry of a list takes besides its text (SIZE_ESTIMATE_OVERHEAD).</summary>
    private const int EntryOverhead = 8;

    private readonly bool is7 = dialect >= Dialect.Redis7;
    /// <summary>Items of a large value between two steps.</summary>
    private const int ItemsPerStep = 64;

    private readonly ZiplistBuilder ziplist = new();
    private readonly ListpackBuilder listpack = new();

    /// <summary>The form in which the value is written.</summary>
    public RdbType TypeOf(Value value) => TypeOf(value, thresholds, dialect);

    /// <summary>The form in which such a writer writes a value.</summary>
    public static RdbType TypeOf(Value value, Thresholds thresholds, Dialect dialect)
    {
        var is7 = dialect >= Dialect.Redis7;
        return value switch
        {
            StringValue => RdbType.String,
            ListValue => is7 ? RdbType.ListQuicklist2 : RdbType.ListQuicklist,
            SetValue set => IsSmall(set, thresholds) ? RdbType.SetIntset
                : dialect >= Dialect.Redis72 && IsSmall(set.Trie, thresholds.SmallPackedSet, thresholds)
                ? RdbType.SetListpack
                : RdbType.Set,
            SortedSetValue sorted => !IsSmall(sorted.Scores, thresholds.SmallSortedSet, thresholds) ? RdbType.SortedSet2
                : is7 ? RdbType.SortedSetListpack : RdbType.SortedSetZiplist,
            HashValue { HasDeadlines: true } hash => dialect == Dialect.Valkey9 ? RdbType.HashWithDeadlines
                : IsSmall(hash, thresholds) ? RdbType.HashListpackMetadata : RdbType.HashMetadata,
            HashValue hash => !IsSmall(hash, thresholds) ? RdbType.Hash
                : is7 ? RdbType.HashListpack : RdbType.HashZiplist,
            StreamValue => dialect >= Dialect.Redis86 ? RdbType.StreamListpacks4
                : dialect >= Dialect.Redis72 ? RdbType.StreamListpacks3
                : is7 ? RdbType.StreamListpacks2 : RdbType.StreamListpacks,
            ModuleValue => RdbType.Module2,
            _ => throw new InvalidOperationException($"No encoding for a value of kind {value.Kind}."),
        };
    }

    /// <summary>
    /// Writes the value in this form, without its type. Yields after each piece that another follows.
    /// </summary>
    public IEnumerable<SnapshotStep> Write(Value value, RdbType type)
    {
        switch (value)
        {
            case StringValue text:
                RdbOutput.String(output, text.Span);
                return [];
            case ListValue list:
                return Quicklist(list);
            case SetValue set when type == RdbType.SetIntset:
                RdbOutput.String(output, Intset.Pack(Numbers(set)));
                return [];
            case SetValue set when type == RdbType.SetListpack:
                return PackedMembers(set);
            case SetValue set:
                return Items(set.Count, set.Members, static (output, member) => RdbOutput.String(output, member.Span));
            case SortedSetValue sorted when type is RdbType.SortedSetZiplist or RdbType.SortedSetListpack:
                return SmallSorted(sorted);
            case SortedSetValue sorted:
                return Items(sorted.Count, Descending(sorted), Scored);
            case HashValue hash:
                return Hash(hash, type);
            case StreamValue stream:
                return new StreamSave(output, stream, dialect).Write();
            case ModuleValue module:
                RdbOutput.Length(output, module.Type.Id);
                ModuleCodec.Write(output, module.Saved());
                return [];
            default:
                throw new InvalidOperationException($"No encoding for a value of kind {value.Kind}.");
        }
    }

    private IEnumerable<SnapshotStep> Hash(HashValue hash, RdbType type)
    {
        switch (type)
        {
            case RdbType.HashZiplist or RdbType.HashListpack:
                return SmallFields(hash);
            case RdbType.HashListpackMetadata:
                return SmallDated(hash);
            case RdbType.HashMetadata:
                var first = FirstDeadline(hash);
                return Items(hash.Count, hash.Fields, (output, field) => Dated(output, field, hash, first));
            case RdbType.HashWithDeadlines:
                return Items(hash.Count, hash.Fields, (output, field) => DatedOfValkey(output, field, hash));
            default:
                return Items(hash.Count, hash.Fields, Field);
        }
    }

    private static bool IsSmall(SetValue set, Thresholds thresholds)
    {
        if (set.Count > thresholds.SmallSet)
        {
            return false;
        }

        foreach (var entry in set.Trie)
        {
            if (!NumberSyntax.TryInteger(entry.Key.Span, out _))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Few items, and each of them short.</summary>
    private static bool IsSmall<T>(HashTrie<T> items, int most, Thresholds thresholds)
    {
        if (items.Count > most)
        {
            return false;
        }

        foreach (var entry in items)
        {
            if (entry.Key.Length > thresholds.SmallItem)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsSmall(HashValue hash, Thresholds thresholds)
    {
        if (hash.Count > thresholds.SmallHash)
        {
            return false;
        }

        foreach (var entry in hash.Trie)
        {
            if (entry.Key.Length > thresholds.SmallItem || entry.Value.Length > thresholds.SmallItem)
            {
                return false;
            }
        }

        return true;
    }

    private void ClearPacked()
    {
        ziplist.Clear();
        listpack.Clear();
    }

    private void AddPacked(ReadOnlySpan<byte> item)
    {
        if (is7)
        {
            listpack.Add(item);
        }
        else
        {
            ziplist.Add(item);
        }
    }

    private ReadOnlySpan<byte> FinishPacked() => is7 ? listpack.Finish() : ziplist.Finish();

    /// <summary>Whether the node of a list has no room for this item.</summary>
    private bool IsFullFor(Bytes item) => is7
        ? listpack.Length > Listpack.HeadSize + 1 && listpack.Length + item.Length + EntryOverhead > thresholds.ListNode
        : ziplist.Length > Ziplist.HeadSize + 1 && ziplist.Length + MaxEntrySize(item.Length) > thresholds.ListNode;

    /// <summary>Writes a list as packed nodes. Their number comes first, so they are built twice.</summary>
    private IEnumerable<SnapshotStep> Quicklist(ListValue list)
    {
        var nodes = 0;
        foreach (var _ in Nodes(list))
        {
            nodes++;
        }

        RdbOutput.Length(output, nodes);
        foreach (var _ in Nodes(list))
        {
            if (is7)
            {
                RdbOutput.Length(output, PackedNode);
            }

            RdbOutput.String(output, FinishPacked());
            if (--nodes > 0)
            {
                yield return SnapshotStep.InsideKey;
            }
        }
    }

    /// <summary>Builds one node after the other; each is complete when this yields.</summary>
    private IEnumerable<SnapshotStep> Nodes(ListValue list)
    {
        ClearPacked();
        foreach (var item in list.Tree)
        {
            if (IsFullFor(item))
            {
                yield return SnapshotStep.InsideKey;
                ClearPacked();
            }

            AddPacked(item.Span);
        }

        yield return SnapshotStep.InsideKey;
    }

    /// <summary>
    /// The size that Redis assumes for an entry (_quicklistNodeAllowInsert()): text, kind, length, and the field in the
    /// next entry.
    /// </summary>
    private static int MaxEntrySize(int length) =>
        length + (length < 254 ? 1 : 5) + (length < 64 ? 1 : length < 16384 ? 2 : 5);

    private static long[] Numbers(SetValue set)
    {
        var numbers = new long[set.Count];
        var count = 0;
        foreach (var entry in set.Trie)
        {
            _ = NumberSyntax.TryInteger(entry.Key.Span, out numbers[count++]);
        }

        Array.Sort(numbers);
        return numbers;
    }

    private SnapshotStep[] SmallSorted(SortedSetValue sorted)
    {
        ClearPacked();
        foreach (var (member, score) in sorted.Order)
        {
            AddPacked(member.Span);
            AddPacked(Bytes.Of(DoubleText.Format(score, dialect)).Span);
        }

        RdbOutput.String(output, FinishPacked());
        return [];
    }

    private SnapshotStep[] PackedMembers(SetValue set)
    {
        ClearPacked();
        foreach (var entry in set.Trie)
        {
            AddPacked(entry.Key.Span);
        }

        RdbOutput.String(output, FinishPacked());
        return [];
    }

    private SnapshotStep[] SmallFields(HashValue hash)
    {
        ClearPacked();
        foreach (var entry in hash.Trie)
        {
            AddPacked(entry.Key.Span);
            AddPacked(entry.Value.Span);
        }

        RdbOutput.String(output, FinishPacked());
        return [];
    }

    /// <summary>Writes the first deadline, which the others count from.</summary>
    private long FirstDeadline(HashValue hash)
    {
        var first = hash.Deadlines.First().Deadline;
        RdbOutput.UInt64(output, unchecked((ulong)first));
        return first;
    }

    /// <summary>Each field with its value and deadline, the first deadline first, and those without one last.</summary>
    private SnapshotStep[] SmallDated(HashValue hash)
    {
        _ = FirstDeadline(hash);
        ClearPacked();
        var undated = hash.Fields.Where(field => hash.Deadline(field.Key) is null);
        foreach (var field in hash.Deadlines.Select(static dated => dated.Field).Concat(undated.Select(Name)))
        {
            _ = hash.Trie.TryGet(field, out var value);
            AddPacked(field.Span);
            AddPacked(value.Span);
            listpack.Add(hash.Deadline(field) ?? 0);
        }

        RdbOutput.String(output, FinishPacked());
        return [];
    }

    private static Bytes Name(KeyValuePair<Bytes, Bytes> field) => field.Key;

    private static void Dated(ByteBuffer output, KeyValuePair<Bytes, Bytes> field, HashValue hash, long first)
    {
        var sinceFirst = hash.Deadline(field.Key) is { } deadline ? deadline - first + 1 : 0;
        RdbOutput.Length(output, unchecked((ulong)sinceFirst));
        Field(output, field);
    }

    private static void DatedOfValkey(ByteBuffer output, KeyValuePair<Bytes, Bytes> field, HashValue hash)
    {
        Field(output, field);
        RdbOutput.UInt64(output, unchecked((ulong)(hash.Deadline(field.Key) ?? -1)));
    }

    /// <summary>From the highest score to the lowest, as Redis writes them.</summary>
    private static IEnumerable<ScoredMember> Descending(SortedSetValue sorted)
    {
        for (var i = sorted.Count - 1; i >= 0; i--)
        {
            yield return sorted.Order[i];
        }
    }

    private IEnumerable<SnapshotStep> Items<T>(int count, IEnumerable<T> items, Action<ByteBuffer, T> write)
    {
        RdbOutput.Length(output, count);
        var written = 0;
        foreach (var item in items)
        {
            if (written > 0 && written % ItemsPerStep == 0)
            {
                yield return SnapshotStep.InsideKey;
            }

            write(output, item);
            written++;
        }
    }

    private static void Scored(ByteBuffer output, ScoredMember member)
    {
        RdbOutput.String(output, member.Member.Span);
        RdbOutput.UInt64(output, BitConverter.DoubleToUInt64Bits(member.Score));
    }

    private static void Field(ByteBuffer output, KeyValuePair<Bytes, Bytes> field)
    {
        RdbOutput.String(output, field.Key.Span);
        RdbOutput.String(output, field.Value.Span);
    }
}
