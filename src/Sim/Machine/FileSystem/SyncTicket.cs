namespace Sim.Machine.FileSystem;

/// <summary>
/// A sync under way: what it covers was settled when it began. Ended once, by <see cref="VirtualDisk.EndSync"/> or
/// <see cref="VirtualDisk.FailSync"/>; given up by a crash before that, it covers nothing.
/// </summary>
/// <param name="Inode">What is being synced.</param>
/// <param name="CoversUpTo">The position of the journal when it began.</param>
/// <param name="DataOnly">fdatasync(2) rather than fsync(2).</param>
public readonly record struct SyncTicket(Inode Inode, int CoversUpTo, bool DataOnly);
