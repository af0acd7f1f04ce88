namespace Sim.Machine.FileSystem;

/// <summary>
/// A sync that has begun and not returned. End it once, with <see cref="VirtualDisk.EndSync"/> or
/// <see cref="VirtualDisk.FailSync"/>. A sync that a crash interrupts covers nothing (rule Y1).
/// </summary>
/// <param name="Inode">The file or directory.</param>
/// <param name="CoversUpTo">The length of the journal when it began.</param>
/// <param name="DataOnly">True for fdatasync(2), false for fsync(2).</param>
/// <param name="Size">The size of the file when it began, in bytes.</param>
public readonly record struct SyncTicket(Inode Inode, int CoversUpTo, bool DataOnly, long Size);
