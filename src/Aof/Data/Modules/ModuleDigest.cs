using System.Security.Cryptography;
using Aof.Data.Primitives;

namespace Aof.Data.Modules;

/// <summary>
/// What a module's value adds to DEBUG DIGEST (RedisModule_DigestAddStringBuffer() and its like): elements make up
/// sequences, in which their order matters; the order of the sequences does not.
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

    /// <summary>Ends the sequence. What was added behind the last end does not count.</summary>
    public void EndSequence()
    {
        DigestMix.Xor(total, sequence);
        Array.Clear(sequence);
    }
}
