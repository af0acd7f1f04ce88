using Aof.Load;
using Aof.State;
using Sim.Machine;
using Sim.Machine.Disk;
using Sim.Machine.FileSystem;
using Sim.Machine.Process;
using Sim.Machine.Random;

namespace Sim.Run;

/// <summary>What an operator does with a log that the server refuses.</summary>
public static class LogRepair
{
    /// <summary>The checker cuts the log where it is no longer well formed.</summary>
    /// <returns>How many bytes it kept.</returns>
    /// <exception cref="InvalidOperationException">It has changed something else.</exception>
    public static long Cut(SimulatedMachine machine, AofConfig config)
    {
        var files = machine.BootServer(SilentLog.Instance, new Seed(0).Stream()).Files;
        var begin = machine.Disk.Journal.Count;
        var repaired = LogCheck.Repair(files, config);
        if (repaired.Ok)
        {
            CheckCut(machine.Disk, begin, repaired.Value);
        }

        machine.KillServer();
        return repaired.Ok ? repaired.Value.OkUpTo : 0;
    }

    /// <summary>
    /// A repaired file equals the original up to the offset that the repair reports, and is not longer; nothing changes
    /// where nothing is cut.
    /// </summary>
    /// <param name="disk">The disk, after the repair.</param>
    /// <param name="begin">The length of its journal before the repair.</param>
    /// <param name="repaired">What the repair reports.</param>
    /// <exception cref="InvalidOperationException">Something else has changed.</exception>
    public static void CheckCut(VirtualDisk disk, int begin, LogCheckResult repaired)
    {
        var (file, cut) = (disk.Lookup(repaired.Path).Value.Number, repaired.IsLast && repaired.Check.Diff > 0);
        var cuts = 0;
        for (var i = begin; i < disk.Journal.Count; i++)
        {
            var change = disk.Journal[i];
            if (change.Inode != file || change is not (Change.Write or Change.Truncate))
            {
                continue;
            }

            if (!cut || change is not Change.Truncate { Size: var size } || size != repaired.Check.OkUpTo)
            {
                throw new InvalidOperationException(
                    $"a repair of {repaired.Path} that keeps {repaired.Check.OkUpTo} bytes made this change: {change}");
            }

            cuts++;
        }

        if (cuts != (cut ? 1 : 0))
        {
            throw new InvalidOperationException($"a repair of {repaired.Path} reports a cut, and cut {cuts} times");
        }
    }
}
