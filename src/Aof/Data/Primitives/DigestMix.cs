using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Aof.Data.Primitives;

/// <summary>The operations of DEBUG DIGEST (mixDigest() and xorDigest() of Redis). A digest has 20 bytes.</summary>
internal static class DigestMix
{
    /// <summary>Adds data in order.</summary>
    public static void Mix(Span<byte> digest, ReadOnlySpan<byte> data)
    {
        Xor(digest, data);
        Span<byte> mixed = stackalloc byte[SHA1.HashSizeInBytes];
        _ = SHA1.HashData(digest, mixed);
        mixed.CopyTo(digest);
    }

    /// <summary>Adds a number in order.</summary>
    public static void Mix(Span<byte> digest, int number)
    {
        Span<byte> bigEndian = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bigEndian, number);
        Mix(digest, bigEndian);
    }

    /// <summary>Adds data independently of order.</summary>
    public static void Xor(Span<byte> digest, ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        _ = SHA1.HashData(data, hash);
        for (var i = 0; i < SHA1.HashSizeInBytes; i++)
        {
            digest[i] ^= hash[i];
        }
    }
}
