using System.Buffers.Binary;
using Sim.Machine.Disk;
using Sim.Machine.Random;

namespace Sim.Machine.Crash;

/// <summary>Where the bytes come from that show through where a file's own never arrived.</summary>
/// <param name="kind">What the preset says.</param>
/// <param name="freed">The file that lost its name last, if there is one.</param>
internal readonly struct StaleSource(StaleBytes kind, FileContent? freed)
{
    public bool DiffersFromZeros => kind != StaleBytes.Zeros;

    /// <summary>Fills a part of a file that starts at this offset: the same bytes for the same place, whatever else is on the disk.</summary>
    public void Fill(Span<byte> target, int inode, int offset)
    {
        Noise(target, inode, offset);
        if (kind == StaleBytes.FreedFile && freed is not null && offset < freed.Length)
        {
            var rest = freed.Span[offset..];
            rest[..Math.Min(rest.Length, target.Length)].CopyTo(target);
        }
    }

    private static void Noise(Span<byte> target, int inode, int offset)
    {
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        for (var i = 0; i < target.Length; i++)
        {
            var place = offset + i;
            if (i == 0 || place % sizeof(ulong) == 0)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(word, Seed.Mix(((ulong)inode << 32) + (ulong)(place / sizeof(ulong))));
            }

            target[i] = word[place % sizeof(ulong)];
        }
    }
}
