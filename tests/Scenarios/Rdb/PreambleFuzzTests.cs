using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Aof.Data;
using Aof.Load;
using Aof.Rdb;
using Sim.Machine.Random;
using Tests.Scenarios.Data;

namespace Tests.Scenarios.Rdb;

/// <summary>
/// Recorded preambles with things wrong in them, behind a checksum that is right: reading ends with a result, throws
/// nothing, and takes memory for what is there. SIM_FUZZ_SECONDS in the environment makes it go on for longer; a
/// failure names its seed.
/// </summary>
public sealed class PreambleFuzzTests
{
    private const int Cases = 1200;

    /// <summary>
    /// What a byte may cost at worst: two bytes of a ziplist are an element, with an array of its own, in a list or
    /// under a key.
    /// </summary>
    private const long BytesPerByte = 160;

    private static readonly ulong[] Lengths = [0, 1, 2, 63, 64, 255, 16383, 16384, 65535, 65536, int.MaxValue,
        uint.MaxValue, 1UL << 32, long.MaxValue, ulong.MaxValue];

    private static readonly byte[][] Recorded = [.. new[]
    {
        ("redis-6.0.5", "strings"), ("redis-6.0.5", "lists"), ("redis-6.0.5", "sets"), ("redis-6.0.5", "zsets"),
        ("redis-6.0.5", "multi"), ("redis-6.0.5", "streams"), ("redis-7.0.15", "lists"), ("redis-7.0.15", "strings"),
        ("redis-6.0.5", "mixed"), ("redis-7.0.15", "mixed"),
    }.Select(name => new Recording(name.Item1, name.Item2).Preamble())];

    private static readonly List<Part>[] Files = Array.ConvertAll(Recorded, RdbParts.Of);

    [Fact]
    public void WhatWasTakenApartIsPutTogetherAgain()
    {
        foreach (var (recorded, parts) in Recorded.Zip(Files))
        {
            var (before, after) = (RdbBytes.Load(recorded), RdbBytes.Load(Sealed(parts)));
            Assert.True(after.Result.Usable, after.Result.Reason);
            Assert.Null(before.Data.FirstDifference(after.Data, "recorded", "put together"));
        }
    }

    [Fact]
    public void DamageGivesAResultAndNoMoreMemoryThanTheFileNeeds()
    {
        var seconds =
            int.Parse(Environment.GetEnvironmentVariable("SIM_FUZZ_SECONDS") ?? "0", CultureInfo.InvariantCulture);
        var clock = Stopwatch.StartNew();
        var (loaded, refused) = (0, 0);
        for (var seed = 1UL; seed <= Cases || clock.Elapsed.TotalSeconds < seconds; seed++)
        {
            _ = Read(seed) == LoadOutcome.Loaded ? loaded++ : refused++;
        }

        // Both happen, or the damage is none, or nothing but the first check is ever reached.
        Assert.InRange(loaded, Cases / 20, int.MaxValue);
        Assert.InRange(refused, Cases / 5, int.MaxValue);
    }

    private static LoadOutcome Read(ulong seed)
    {
        var chance = new Prng(new Seed(seed));
        var (file, unpacked) = Damaged(chance);
        var (host, _) = RdbBytes.Files(file);
        var data = new Dataset();
        var before = GC.GetAllocatedBytesForCurrentThread();
        LoadResult result;
        try
        {
            result = Loader.Read(host, TestServer.AofName, data);
        }
        catch (Exception thrown)
        {
            throw new InvalidOperationException($"seed {seed}: {thrown.Message}", thrown);
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < (256 * 1024) + (BytesPerByte * unpacked),
            $"seed {seed}: {allocated} bytes for {file.Length}, {unpacked} unpacked");
        Assert.True(result.Usable == (result.Reason.Length == 0), $"seed {seed}: {result.Outcome} {result.Reason}");
        Assert.True(result.Offset >= 0 && result.Offset <= file.Length,
            $"seed {seed}: offset {result.Offset} of {file.Length}");
        return result.Outcome;
    }

    /// <summary>A file with one to three things wrong, and how long it is when all strings are unpacked.</summary>
    private static (byte[] File, long Unpacked) Damaged(Prng chance)
    {
        var parts = Files[Below(chance, Files.Length)].ToList();
        for (var i = Below(chance, 3); i >= 0; i--)
        {
            Damage(parts, chance);
        }

        var file = Joined(parts);
        if (Below(chance, 4) == 0)
        {
            file[9 + Below(chance, file.Length - 9)] ^= (byte)(1 << Below(chance, 8));
        }

        file = Below(chance, 16) == 0 ? file[..Below(chance, file.Length)] : RdbBytes.Sealed(file);
        return (file, file.Length + parts.Sum(part => (long)part.Number is > 0 and < 1 << 20 ? (long)part.Number : 0));
    }

    private static void Damage(List<Part> parts, Prng chance)
    {
        var at = 1 + Below(chance, parts.Count - 1);
        var part = parts[at];
        switch (Below(chance, 7))
        {
            case 0:
                parts.RemoveAt(at);
                break;
            case 1: // Elements, keys, whole values twice.
                parts.InsertRange(at, parts.GetRange(at, Math.Min(parts.Count - at, 1 + Below(chance, 6))));
                break;
            case 2: // A type that is another, a count in the place of a string.
                parts[at] = parts[1 + Below(chance, parts.Count - 1)];
                break;
            case 3: // A length that is not its own.
                parts[at] = new Part(PartKind.Raw, [.. Head(Lengths[Below(chance, Lengths.Length)]), .. part.Bytes]);
                break;
            case 4: // A packed string that says it is something else, or a bomb.
                var (packed, size) = Packed(part.Bytes, chance);
                parts[at] = new Part(
                    PartKind.Raw, [0xc3, .. Head((ulong)packed.Length), .. Head(size), .. packed], size);
                break;
            default:
                parts[at] = part with
                {
                    Bytes = Inside(part.Bytes, chance),
                    Number = part.Number ^ (ulong)Below(chance, 3),
                };
                break;
        }
    }

    /// <summary>
    /// A wrong field inside a ziplist, a listpack, an intset: their heads have numbers of two and four bytes, their
    /// entries of one.
    /// </summary>
    private static byte[] Inside(byte[] bytes, Prng chance)
    {
        var copy = bytes.ToArray();
        if (copy.Length == 0)
        {
            return copy;
        }

        var at = Below(chance, copy.Length);
        switch (Below(chance, 3))
        {
            case 0 when copy.Length >= 4:
                var field = Below(chance, 2) == 0
                    ? Math.Min(at, copy.Length - 4)
                    : Math.Min(Below(chance, 3) * 4, copy.Length - 4);
                BinaryPrimitives.WriteUInt32LittleEndian(
                    copy.AsSpan(field), unchecked((uint)Lengths[Below(chance, Lengths.Length)]));
                break;
            case 1:
                copy[at] = (byte)Below(chance, 256);
                break;
            default: // The length before an entry, or a size, one off.
                copy[at] += (byte)(1 + (254 * Below(chance, 2)));
                break;
        }

        return copy;
    }

    private static (byte[] Packed, ulong Size) Packed(byte[] bytes, Prng chance)
    {
        if (Below(chance, 2) == 0)
        {
            // Copies of copies, as many as the bytes allow: 88 for one.
            var copies = 1 + Below(chance, 200);
            return ([0, 7, .. Enumerable.Repeat<byte[]>([0xe0, 0xff, 0], copies).SelectMany(copy => copy)],
                (ulong)(1 + (264 * copies)));
        }

        var packed = new byte[bytes.Length + 16];
        return Lzf.TryPack(bytes, packed, out var written)
            ? (packed[..written], (ulong)bytes.Length ^ (ulong)Below(chance, 2))
            : (bytes, Lengths[Below(chance, Lengths.Length)]);
    }

    private static byte[] Sealed(List<Part> parts) => RdbBytes.Sealed(Joined(parts));

    private static byte[] Joined(List<Part> parts) => [.. parts.SelectMany(part => part.Kind switch
    {
        PartKind.Raw => part.Bytes,
        PartKind.Count => Head(part.Number),
        _ => [.. Head((ulong)part.Bytes.Length), .. part.Bytes],
    })];

    private static byte[] Head(ulong length)
    {
        var bytes = new byte[9];
        bytes[0] = 0x81;
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(1), length);
        return length < 64 ? [(byte)length] : length < 16384 ? [(byte)(0x40 | (length >> 8)), (byte)length]
            : length <= uint.MaxValue ? [0x80, .. bytes[5..]] : bytes;
    }

    private static int Below(Prng chance, int bound) => (int)(chance.Next() % (ulong)bound);
}
