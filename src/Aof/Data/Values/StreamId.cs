using System.Buffers.Text;
using Aof.Data.Primitives;
using Aof.Data.Structures;

namespace Aof.Data.Values;

/// <summary>The id of a stream entry: two numbers, printed as "ms-seq". Ids only grow within a stream.</summary>
/// <param name="Ms">The first number; in an id from the server, milliseconds since 1970.</param>
/// <param name="Seq">The second number, which distinguishes entries of one millisecond.</param>
public readonly record struct StreamId(ulong Ms, ulong Seq) : IComparable<StreamId>
{
    /// <summary>
    /// The longest argument that is read (the buffer of streamGenericParseIDOrReply() of Redis without its NUL).
    /// </summary>
    private const int MaxTextLength = 127;

    /// <summary>0-0: no entry has it.</summary>
    public static StreamId Min => default;

    /// <summary>The greatest id: no entry can follow it.</summary>
    public static StreamId Max => new(ulong.MaxValue, ulong.MaxValue);

    /// <summary>The next id; 0-0 follows the greatest.</summary>
    public StreamId Next => unchecked(new StreamId(Seq == ulong.MaxValue ? Ms + 1 : Ms, Seq + 1));

    /// <summary>The id before; the greatest comes before 0-0.</summary>
    public StreamId Previous => unchecked(new StreamId(Seq == 0 ? Ms - 1 : Ms, Seq - 1));

    /// <summary>Smaller.</summary>
    public static bool operator <(StreamId left, StreamId right) => left.CompareTo(right) < 0;

    /// <summary>Greater.</summary>
    public static bool operator >(StreamId left, StreamId right) => left.CompareTo(right) > 0;

    /// <summary>Smaller or equal.</summary>
    public static bool operator <=(StreamId left, StreamId right) => left.CompareTo(right) <= 0;

    /// <summary>Greater or equal.</summary>
    public static bool operator >=(StreamId left, StreamId right) => left.CompareTo(right) >= 0;

    /// <summary>
    /// Reads "ms-seq", or "ms" with a default sequence number. Redis parses with C functions: text behind a NUL is
    /// ignored, and numbers may have leading spaces, signs and zeros.
    /// </summary>
    public static bool TryParse(Bytes text, ulong missingSeq, out StreamId id)
    {
        id = default;
        var s = text.Span;
        if (s.Length > MaxTextLength)
        {
            return false;
        }

        s = s.IndexOf((byte)0) is >= 0 and var end ? s[..end] : s;
        var dash = s.IndexOf((byte)'-');
        var seq = missingSeq;
        if (!TryNumber(dash < 0 ? s : s[..dash], out var ms) || (dash >= 0 && !TryNumber(s[(dash + 1)..], out seq)))
        {
            return false;
        }

        id = new StreamId(ms, seq);
        return true;
    }

    /// <summary>Like <see cref="TryParse"/>, for the end of a range: "-" is the least id, "+" the greatest.</summary>
    public static bool TryParseEnd(Bytes text, ulong missingSeq, out StreamId id)
    {
        var s = text.Span;
        if (s.Length > 0 && s.Length <= MaxTextLength && s[0] is (byte)'-' or (byte)'+' && (s.Length == 1 || s[1] == 0))
        {
            id = s[0] == '-' ? Min : Max;
            return true;
        }

        return TryParse(text, missingSeq, out id);
    }

    /// <inheritdoc/>
    public int CompareTo(StreamId other) => Ms != other.Ms ? Ms.CompareTo(other.Ms) : Seq.CompareTo(other.Seq);

    /// <inheritdoc/>
    public override string ToString() => Invariant($"{Ms}-{Seq}");

    internal Bytes ToBytes()
    {
        Span<byte> text = stackalloc byte[41];
        _ = Utf8Formatter.TryFormat(Ms, text, out var digits);
        text[digits++] = (byte)'-';
        _ = Utf8Formatter.TryFormat(Seq, text[digits..], out var more);
        return Bytes.Copy(text[..(digits + more)]);
    }

    /// <summary>
    /// string2ull() of Redis: a non-negative integer, or what strtoull(3) makes of the whole text, which negates.
    /// </summary>
    private static bool TryNumber(ReadOnlySpan<byte> s, out ulong value)
    {
        if (NumberSyntax.TryInteger(s, out var small))
        {
            value = unchecked((ulong)small);
            return small >= 0;
        }

        s = NumberSyntax.WithoutSign(s.TrimStart(" \t\n\v\f\r"u8), out var negative);
        if (s.Length == 0 || !char.IsAsciiDigit((char)s[0]) || !Utf8Parser.TryParse(s, out value, out var used)
            || used < s.Length)
        {
            value = 0;
            return false;
        }

        value = negative ? unchecked(0 - value) : value;
        return true;
    }
}

/// <summary>The position of an id in a tree that is ordered by ids.</summary>
internal readonly struct AtId(StreamId id) : ISearchKey<StreamId>, ISearchKey<StreamEntry>, ISearchKey<PendingEntry>
{
    bool ISearchKey<StreamId>.IsAfter(in StreamId item) => item < id;

    bool ISearchKey<StreamEntry>.IsAfter(in StreamEntry item) => item.Id < id;

    bool ISearchKey<PendingEntry>.IsAfter(in PendingEntry item) => item.Id < id;
}
