using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Aof.Data;

/// <summary>
/// The trie's entry of a key: value and deadline in one reference. Most keys are strings without a deadline, and of
/// those only the bytes are kept.
/// </summary>
internal readonly struct Held
{
    /// <summary>No deadline. No key expires at this millisecond, 292 million years ago.</summary>
    public const long Never = long.MinValue;

    /// <summary>A <see cref="Expiring"/>, or what it would have inside: a <see cref="Value"/>, or an array.</summary>
    private readonly object content;

    public Held(Value value, long deadline)
    {
        var kept = value is StringValue { Whole: { } bytes } ? (object)bytes : value;
        content = deadline == Never ? kept : new Expiring(kept, deadline);
    }

    /// <summary>The value. Of a string it may be another object each time.</summary>
    public Value Value => Kept is byte[] bytes ? new StringValue(new Bytes(bytes)) : (Value)Kept;

    /// <summary>The type of the value.</summary>
    public ValueKind Kind => Kept is Value value ? value.Kind : ValueKind.String;

    /// <summary>The deadline in milliseconds since 1970; <see cref="Never"/>: none.</summary>
    public long Deadline => content is Expiring expiring ? expiring.Deadline : Never;

    public long? DeadlineOrNull => content is Expiring expiring ? expiring.Deadline : null;

    private object Kept => content is Expiring expiring ? expiring.Kept : content;

    /// <summary>The same value with the same deadline.</summary>
    public bool ContentEquals(Held other)
    {
        var (mine, theirs) = (Kept, other.Kept);
        return Deadline == other.Deadline && (ReferenceEquals(mine, theirs)
            || (mine is byte[] here && theirs is byte[] there
                ? here.AsSpan().SequenceEqual(there)
                : Value.ContentEquals(other.Value)));
    }

    /// <summary>The value's fingerprint: see <see cref="Value.Fingerprint"/>.</summary>
    public ulong Fingerprint() => Kept is byte[] bytes ? ByteHash.Of(bytes) : ((Value)Kept).Fingerprint();

    private sealed class Expiring(object kept, long deadline)
    {
        public readonly object Kept = kept;
        public readonly long Deadline = deadline;
    }
}
