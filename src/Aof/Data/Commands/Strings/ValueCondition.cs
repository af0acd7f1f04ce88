using System.IO.Hashing;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.KnownDefects;

namespace Aof.Data.Commands.Strings;

/// <summary>
/// A condition on the value of a string: it is this (IFEQ) or another (IFNE), or its hash is (IFDEQ, IFDNE). Redis 8.4
/// has all of them, Valkey 8.1 the first.
/// </summary>
/// <param name="Hashed">The operand is the hash of a value, not a value.</param>
/// <param name="Equal">It must be equal.</param>
/// <param name="Operand">What the value is compared with.</param>
internal sealed record ValueCondition(bool Hashed, bool Equal, Bytes Operand)
{
    /// <summary>Hex digits of a hash (DIGEST_HEX_LENGTH of Redis).</summary>
    private const int HashDigits = 16;

    /// <summary>The condition that begins with this word; null: the dialect has none of that name.</summary>
    public static ValueCondition? Of(Call call, Bytes word, Bytes operand)
    {
        var dialect = call.Data.Dialect;
        var hasAll = dialect >= Dialect.Redis86;
        return word.EqualsIgnoreCase("IFEQ") && (hasAll || dialect.IsValkey()) ? new(false, Equal: true, operand)
            : !hasAll ? null
            : word.EqualsIgnoreCase("IFNE") ? new(false, Equal: false, operand)
            : word.EqualsIgnoreCase("IFDEQ") ? new(true, Equal: true, operand)
            : word.EqualsIgnoreCase("IFDNE") ? new(true, Equal: false, operand)
            : null;
    }

    /// <summary>Whether a value satisfies it; null after an error reply.</summary>
    public bool? Holds(Call call, Bytes value)
    {
        if (Hashed && Operand.Length != HashDigits)
        {
            call.Reply.Error(Invariant($"ERR must be exactly {HashDigits} hexadecimal characters"));
            return null;
        }

        return (Hashed ? Operand.EqualsIgnoreCase(HashOf(value).ToUpperInvariant()) : Operand == value) == Equal;
    }

    /// <summary>XXH3 with 64 bits, as 16 hex digits (stringDigest() of Redis).</summary>
    public static string HashOf(Bytes value) => Invariant($"{XxHash3.HashToUInt64(value.Span):x16}");
}
