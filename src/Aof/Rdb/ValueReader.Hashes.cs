using Aof.Data.Primitives;
using Aof.Data.Values;
using Aof.Rdb.Packed;

namespace Aof.Rdb;

/// <content>Hashes, whose fields may have deadlines.</content>
internal sealed partial class ValueReader
{
    private bool Hash(RdbType type, HashValue hash)
    {
        var start = input.Offset;
        if (type >= RdbType.HashWithDeadlines)
        {
            return Dated(type, hash);
        }

        if (type != RdbType.Hash)
        {
            return Pairs(type switch
            {
                RdbType.HashZipmap => Zipmap.Unpack,
                RdbType.HashZiplist => Ziplist.Unpack,
                _ => Listpack.Unpack,
            }) && AddFields(start, hash);
        }

        var isRead = input.Length(out var count);
        for (; isRead && count > 0; count--)
        {
            start = input.Offset;
            isRead = input.String(out var field) && input.String(out var content)
                && (hash.Trie.Set(field, content) || Twice(start));
        }

        return isRead;
    }

    /// <summary>
    /// A hash whose fields may have deadlines. Since the release of 7.4 they count from 1 at the first one, which comes
    /// first.
    /// </summary>
    private bool Dated(RdbType type, HashValue hash)
    {
        var start = input.Offset;
        var first = 0UL;
        if (type is RdbType.HashMetadata or RdbType.HashListpackMetadata && !input.UInt64(out first))
        {
            return false;
        }

        if (type is RdbType.HashListpackMetadata or RdbType.HashListpackWithDeadlines)
        {
            return Unpack(Listpack.Unpack) && AddTriples(start, hash);
        }

        var since = type == RdbType.HashMetadata ? unchecked((long)first) - 1 : 0;
        var isRead = input.Length(out var count);
        for (; isRead && count > 0; count--)
        {
            start = input.Offset;
            var deadline = 0UL;
            isRead = (IsValkey || input.Length(out deadline)) && input.String(out var field)
                && input.String(out var content) && (!IsValkey || input.UInt64(out deadline))
                && AddDated(start, hash, (field, content),
                deadline == (IsValkey ? ulong.MaxValue : 0) ? null : unchecked(since + (long)deadline));
        }

        return isRead;
    }

    /// <summary>Fields, values and deadlines; 0 is none.</summary>
    private bool AddTriples(long start, HashValue hash)
    {
        for (var i = 0; i < items.Count; i += 3)
        {
            if (i + 2 >= items.Count || !NumberSyntax.TryInteger(items[i + 2].Span, out var deadline))
            {
                return input.Fail(start, "a field without its deadline");
            }

            if (!AddDated(start, hash, (items[i], items[i + 1]), deadline == 0 ? null : deadline))
            {
                return false;
            }
        }

        return true;
    }

    private bool AddDated(long start, HashValue hash, (Bytes Name, Bytes Content) field, long? deadline)
    {
        if (deadline < 0)
        {
            return input.Fail(start, "a negative deadline of a field");
        }

        if (!hash.Set(field.Name, field.Content))
        {
            return Twice(start);
        }

        hash.SetDeadline(field.Name, keepsDeadlines ? deadline : null);
        SkippedDeadlines += !keepsDeadlines && deadline is not null ? 1 : 0;
        return true;
    }

    private bool AddFields(long start, HashValue hash)
    {
        for (var i = 0; i < items.Count; i += 2)
        {
            if (!hash.Trie.Set(items[i], items[i + 1]))
            {
                return Twice(start);
            }
        }

        return true;
    }
}
