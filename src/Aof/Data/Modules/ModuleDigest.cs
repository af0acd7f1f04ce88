using System.Security.Cryptography;
using Aof.Data.Primitives;

namespace Aof.Data.Modules;

/// <summary>
/// A module value's part of DEBUG DIGEST (RedisModule_DigestAddStringBuffer() and others). Elements form sequences.
/// Order matters inside a sequence, not between sequences.
/// </summary>
public sealed class ModuleDigest
{
    private readonly byte[] sequence = new byte[SHA1.HashSizeInBytes];
    private readonly byte[] total = new byte[SHA1.HashSizeInBytes];

    internal ModuleDigest()
    {
    }

    internal ReadOnlySpan<byte> Total => total;

    /// <summary>Adds bytes to the sequence.</summary>
    public void Add(Bytes element) => DigestMix.Mix(sequence, element.Span);

    /// <summary>Adds a number to the sequence, by its decimal form.</summary>
    public void Add(long element) => Add(Bytes.Of(element));

    /// <summary>Ends the sequence. Elements behind the last end do not count.</summary>
    public void EndSequence()
    {
        DigestMix.Xor(total, sequence);
        Array.Clear(sequence);
    }
}
