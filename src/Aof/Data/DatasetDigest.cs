using System.Security.Cryptography;
using System.Text;
using Aof.Data.Modules;
using Aof.Data.Primitives;
using Aof.Data.Values;
using Aof.KnownDefects;

namespace Aof.Data;

/// <summary>
/// The digest of DEBUG DIGEST (computeDatasetDigest() of Redis): 20 bytes. SHA-1 hashes are mixed in where order
/// matters, otherwise XORed. It covers names, types, contents, and whether a key has a deadline; since Redis 7.4 also
/// whether a field has one.
/// </summary>
internal static class DatasetDigest
{
    private const int Size = SHA1.HashSizeInBytes;

    public static string Of(Dataset dataset)
    {
        Span<byte> total = stackalloc byte[Size];
        Span<byte> digest = stackalloc byte[Size];
        total.Clear();
        for (var i = 0; i < dataset.DatabaseCount; i++)
        {
            if (dataset.Peek(i) is not { Count: > 0 } database)
            {
                continue;
            }

            DigestMix.Mix(total, i);
            foreach (var entry in database.Entries)
            {
                digest.Clear();
                OfKey(digest, entry, dataset.Dialect);
                DigestMix.Xor(total, digest);
            }
        }

        return Convert.ToHexStringLower(total);
    }

    /// <summary>
    /// DEBUG DIGEST-VALUE: a key's value and whether it has a deadline, without its name. 40 lower-case hex digits;
    /// zeros for no key.
    /// </summary>
    public static string OfValue(KeyEntry? entry, Dialect dialect)
    {
        Span<byte> digest = stackalloc byte[Size];
        digest.Clear();
        if (entry is { } present)
        {
            OfValue(digest, present, dialect);
        }

        return Convert.ToHexStringLower(digest);
    }

    private static void OfKey(Span<byte> digest, KeyEntry entry, Dialect dialect)
    {
        DigestMix.Mix(digest, entry.Key.Span);
        OfValue(digest, entry, dialect);
    }

    private static void OfValue(Span<byte> digest, KeyEntry entry, Dialect dialect)
    {
        DigestMix.Mix(digest, (int)entry.Value.Kind);
        OfContent(digest, entry.Value, dialect);
        if (entry.Deadline is not null)
        {
            DigestMix.Xor(digest, "!!expire!!"u8);
        }
    }

    private static void OfContent(Span<byte> digest, Value content, Dialect dialect)
    {
        switch (content)
        {
            case StringValue text:
                DigestMix.Mix(digest, text.Span);
                break;
            case ListValue list:
                MixAll(digest, list.Items);
                break;
            case SetValue set:
                XorAll(digest, set.Members);
                break;
            case SortedSetValue sorted:
                foreach (var (member, score) in sorted.Members)
                {
                    XorPair(digest, member.Span, Encoding.ASCII.GetBytes(DoubleText.Format(score, dialect)));
                }

                break;
            case HashValue hash:
                OfHash(digest, hash, dialect);
                break;
            case StreamValue stream:
                OfStream(digest, stream);
                break;
            case ModuleValue module:
                var part = new ModuleDigest();
                module.Digest(part);
                DigestMix.Xor(digest, part.Total);
                break;
            default:
                throw new InvalidOperationException("A type of value without a digest.");
        }
    }

    /// <summary>Valkey has no mark for a deadline.</summary>
    private static void OfHash(Span<byte> digest, HashValue hash, Dialect dialect)
    {
        foreach (var (field, value) in hash.Fields)
        {
            var isMarked = !dialect.IsValkey() && hash.Deadline(field) is not null;
            XorPair(digest, field.Span, value.Span, isMarked ? "!!hexpire!!"u8 : []);
        }
    }

    private static void OfStream(Span<byte> digest, StreamValue stream)
    {
        foreach (var message in stream.Entries)
        {
            DigestMix.Mix(digest,
                Encoding.ASCII.GetBytes(
                    Invariant($"{message.Id.Ms}.{message.Id.Seq}")));
            foreach (var text in message.Pairs)
            {
                DigestMix.Mix(digest, text.Span);
            }
        }
    }

    private static void MixAll(Span<byte> digest, IEnumerable<Bytes> ordered)
    {
        foreach (var item in ordered)
        {
            DigestMix.Mix(digest, item.Span);
        }
    }

    private static void XorAll(Span<byte> digest, IEnumerable<Bytes> unordered)
    {
        foreach (var member in unordered)
        {
            DigestMix.Xor(digest, member.Span);
        }
    }

    private static void XorPair(
        Span<byte> digest, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> mark = default)
    {
        Span<byte> element = stackalloc byte[Size];
        element.Clear();
        DigestMix.Mix(element, first);
        DigestMix.Mix(element, second);
        if (!mark.IsEmpty)
        {
            DigestMix.Xor(element, mark);
        }

        DigestMix.Xor(digest, element);
    }
}
