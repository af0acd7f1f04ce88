using Sim.Machine;
using Sim.Plans;

namespace Sim.Check.Invariants;

/// <summary>The log as the machine's page cache has it.</summary>
internal static class LogOnDisk
{
    /// <summary>Whether the log begins with a dataset as an RDB file.</summary>
    public static bool LogBeginsWithPreamble(this SimulatedMachine machine)
    {
        var log = machine.Disk.Lookup(
            ServerFiles.LogOn(machine.Disk.CachedImage()) is [var first, ..] ? first.Path : ServerFiles.Log);
        Span<byte> begin = stackalloc byte[6];
        return log.Ok && machine.Disk.Read(log.Value, 0, begin) == begin.Length
            && (begin.StartsWith("REDIS"u8) || begin.SequenceEqual("VALKEY"u8));
    }
}
