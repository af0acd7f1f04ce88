using System.Buffers.Binary;
using Sim.Machine.Disk;
using Sim.Machine.Random;

namespace Sim.Machine.Crash;

/// <summary>The stale bytes that show where the bytes of a file are missing (rule B4).</summary>
/// <param name="kind">The kind of stale bytes on this disk.</param>
/// <param name="freed">The content of the file that was freed last; null when none was.</param>
internal readonly struct StaleSource(StaleBytes kind, FileContent? freed)
{
    public bool DiffersFromZeros => kind != StaleBytes.Zeros;

    /// <summary>
    /// Fills a part of a file that starts at this offset, in bytes. The result depends only on the inode, the offset
    /// and the freed file.
    /// </summary>
    public void Fill(Span<byte> target, int inode, long offset)
    {
        Noise(target, inode, offset);
        if (kind == StaleBytes.FreedFile && freed is not null)
        {
            _ = freed.CopyTo(offset, target);
        }
    }

    private static void Noise(Span<byte> target, int inode, long offset)
    {
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        for (var i = 0; i < target.Length; i++)
        {
            var place = offset + i;
            if (i == 0 || place % sizeof(ulong) == 0)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(
                    word, Seed.Mix(((ulong)inode << 32) + (ulong)(place / sizeof(ulong))));
            }

            target[i] = word[(int)(place % sizeof(ulong))];
        }
    }
}
