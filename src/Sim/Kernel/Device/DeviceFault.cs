using System.Buffers.Binary;
using Sim.Os;

namespace Sim.Kernel.Device;

/// <summary>The request of a device that fails.</summary>
internal enum FailingRequest : byte
{
    /// <summary>A write with a sector of some letter.</summary>
    Data,

    /// <summary>A write to the journal of ext4 or XFS, or of the superblock of btrfs, which is its commit.</summary>
    Journal,

    /// <summary>A flush.</summary>
    Flush,
}

/// <summary>One request fails.</summary>
/// <param name="What">The kind of request.</param>
/// <param name="Letter">The letter of <see cref="FailingRequest.Data"/>.</param>
/// <param name="After">How many such requests succeed first.</param>
/// <param name="Error">EIO, or ENOSPC of a device that has promised more room than it has.</param>
internal readonly record struct DeviceFault(
    FailingRequest What, char Letter = 'z', int After = 0, Errno Error = Errno.EIO)
{
    private const int Sector = 512;

    /// <summary>The first words of a block of jbd2 (JBD2_MAGIC_NUMBER) and of a log record of XFS.</summary>
    private const uint Jbd2 = 0xC03B_3998;
    private const uint XfsLog = 0xFEED_BABE;

    private const long BtrfsSuperblock = 65_536;

    /// <summary>True for the write that fails, perhaps after others.</summary>
    public bool Matches(long offset, byte[] data) => What switch
    {
        FailingRequest.Data => HasLetter(data, $"{Letter}"),
        FailingRequest.Journal => BinaryPrimitives.ReadUInt32BigEndian(data) is Jbd2 or XfsLog
            || offset == BtrfsSuperblock,
        _ => false,
    };

    /// <summary>True when some sector begins with one of these letters, three times.</summary>
    public static bool HasLetter(byte[] data, string letters)
    {
        for (var sector = 0; letters.Length > 0 && sector + 3 <= data.Length; sector += Sector)
        {
            if (letters.Contains((char)data[sector], StringComparison.Ordinal)
                && data[sector + 1] == data[sector] && data[sector + 2] == data[sector])
            {
                return true;
            }
        }

        return false;
    }
}
