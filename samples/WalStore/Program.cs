using Sim.Machine.CrashTesting;
using Sim.Machine.Disk;
using WalStore;

// Finds the mistake of the store, prints it, and exits with 1. With --mended the store syncs its names, and the test
// finds nothing.
var report = CrashTest.Run(
    new StoreTest(syncsNames: args.Contains("--mended")),
    new CrashTestOptions { Seeds = 50, Disks = [DiskPreset.Ideal, DiskPreset.Ext4Ordered, DiskPreset.PosixWeak] });

Console.WriteLine($"{report.Seeds} seeds, {report.States} crash states");
Console.WriteLine(report.Failure?.ToString() ?? "every promise was kept");
return report.Failure is null ? 0 : 1;
