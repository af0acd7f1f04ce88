using Sim.Machine.CrashTesting;
using Sim.Machine.Disk;
using WalStore;

// With --fixed the store syncs its names, and no test finds its mistake.
var isFixed = args.Contains("--fixed");
switch (args)
{
    // As a real process, for `audit`: see docs/audit.md.
    case ["--live", var directory, ..]:
        RealStore.Live(directory, isFixed, Console.Out);
        return 0;
    case ["--recover", ..]:
        RealStore.Recover(isFixed, Console.In, Console.Out);
        return 0;
    default:
        break;
}

// Finds the mistake of the store, prints it, and exits with 1.
var report = CrashTest.Run(
    new StoreTest(syncsNames: isFixed),
    new CrashTestOptions { Seeds = 50, Disks = [DiskPreset.Ideal, DiskPreset.Ext4Ordered, DiskPreset.PosixWeak] });

Console.WriteLine(report);
return report.Failure is null ? 0 : 1;
