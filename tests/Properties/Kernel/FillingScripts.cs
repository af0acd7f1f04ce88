using FsCheck;
using FsCheck.Fluent;
using Sim.Os;

namespace Tests.Properties.Kernel;

/// <summary>
/// One file that grows until the disk is full, and is emptied again. A tmpfs counts pages that were written and the
/// simulated disk counts bytes up to the size, which is the same for one file without holes on a disk of whole pages.
/// </summary>
public static class FillingScripts
{
    private static Gen<KernelCall> AnyCall => Gen.Frequency(
        (12, Gen.Elements(1, 100, 4095, 4096, 5000, 9000, 30_000, 70_000).Select(
            bytes => new KernelCall(Verb.Write) { Fd = 3, Bytes = bytes })),
        (1, Gen.Constant(new KernelCall(Verb.Truncate) { Fd = 3, Bytes = 0 })),
        (2, Gen.Constant(new KernelCall(Verb.Size) { Fd = 3 })),
        (1, Gen.Constant(new KernelCall(Verb.Sync) { Fd = 3 })));

    public static Arbitrary<KernelScript> Any() => Arb.From(
        from calls in AnyCall.ListOf(25)
        select new KernelScript(
        [new KernelCall(Verb.Open) { Path = "a", Mode = OpenMode.Write | OpenMode.Append | OpenMode.Create },
            .. calls]),
        script => script.Smaller().Where(smaller => smaller.Calls is [{ Verb: Verb.Open }, ..]));
}
