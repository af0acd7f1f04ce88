using Aof.Load;
using Aof.State;
using Sim.Machine;
using Sim.Machine.Process;
using Sim.Machine.Random;

namespace Sim.Run;

/// <summary>What an operator does with a log that the server refuses.</summary>
internal static class LogRepair
{
    /// <summary>The checker cuts the log where it is no longer well formed.</summary>
    /// <returns>How many bytes it kept.</returns>
    public static long Cut(SimulatedMachine machine, AofConfig config)
    {
        var files = machine.BootServer(SilentLog.Instance, new Seed(0).Stream()).Files;
        var repaired = LogCheck.Repair(files, config);
        machine.KillServer();
        return repaired.Ok ? repaired.Value.OkUpTo : 0;
    }
}
