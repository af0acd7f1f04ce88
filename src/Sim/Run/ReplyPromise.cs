namespace Sim.Run;

/// <summary>What a reply promises, when it is no error. Counts of units: n promises the first n.</summary>
/// <param name="Done">Units that it says were executed; 0 when it says nothing of the kind.</param>
/// <param name="OnDisk">Units that it says are on the disk, where it is a "yes" to WAITAOF; 0: it is none.</param>
internal readonly record struct ReplyPromise(int Done, int OnDisk)
{
    /// <summary>Whether a reply is that "yes", or the one to a transaction that ends with it.</summary>
    public static bool SaysOnDisk(ReadOnlySpan<byte> reply) => reply.EndsWith("*2\r\n:1\r\n:0\r\n"u8);
}
