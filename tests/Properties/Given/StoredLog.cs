using Aof.Data;
using Aof.Load;
using Sim.Machine;
using Sim.Machine.Disk;
using Sim.Machine.Faults;
using Sim.Machine.FileSystem;
using Sim.Machine.Process;
using Sim.Machine.Random;
using Sim.Machine.Time;
using Sim.Machine.Tracing;
using Sim.Os;
using Tests.Scenarios;

namespace Tests.Properties.Given;

/// <summary>A log on a machine without a server. Reads may be short.</summary>
internal static class StoredLog
{
    /// <summary>Reads a log into a new dataset, with reads of at most so many bytes.</summary>
    public static (LoadResult Result, Dataset Data) Load(byte[] log, int readAtMost = int.MaxValue)
    {
        var (machine, host) = On(log, readAtMost);
        var data = new Dataset();
        var result = Loader.Read(host, TestServer.AofName, data);
        machine.KillServer();
        return (result, data);
    }

    /// <summary>A machine with this log on its disk.</summary>
    public static (SimulatedMachine Machine, Host Host) On(byte[] log, int readAtMost = int.MaxValue) =>
        On(DiskImage.Of((TestServer.AofName, log)), readAtMost);

    /// <summary>A machine with this disk.</summary>
    public static (SimulatedMachine Machine, Host Host) On(DiskImage disk, int readAtMost = int.MaxValue)
    {
        var shortReads = new Fault
        {
            Call = SystemCall.Read,
            Nth = 1,
            Times = Fault.ForEver,
            Kind = FaultKind.Short,
            Amount = readAtMost,
        };
        var faults = readAtMost == int.MaxValue ? FaultPlan.None : new FaultPlan([shortReads]);
        var machine = new SimulatedMachine(
            VirtualDisk.From(disk), new FaultInjector(faults, new Seed(1)),
            new Seed(1), new Trace(), VirtualClock.UsualStartUs)
        {
            Timings = new MachineTimings { Read = new Latency(1, 0) },
        };
        return (machine, machine.BootServer(SilentLog.Instance, new Prng(new Seed(1))));
    }
}
