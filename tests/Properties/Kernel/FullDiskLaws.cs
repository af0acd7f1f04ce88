using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Sim.Os;
using Xunit.Sdk;

namespace Tests.Properties.Kernel;

/// <summary>A property of a small file system of its own; skipped, with the reason, where nothing can be mounted.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Tests.Properties.Kernel.SkippingDiscoverer", "Properties")]
public sealed class MountPropertyAttribute : PropertyAttribute
{
    public MountPropertyAttribute() => Skip = KernelPropertyAttribute.Objection ?? SmallFileSystem.Objection;
}

/// <summary>
/// One file that grows until the disk is full, and is emptied again. A tmpfs counts pages that were written and the simulated disk
/// counts bytes up to the size, which is the same for one file without holes on a disk of whole pages.
/// </summary>
public static class FillingScripts
{
    private static Gen<KernelCall> AnyCall => Gen.Frequency(
        (12, Gen.Elements(1, 100, 4095, 4096, 5000, 9000, 30_000, 70_000).Select(bytes => new KernelCall(Verb.Write) { Fd = 3, Bytes = bytes })),
        (1, Gen.Constant(new KernelCall(Verb.Truncate) { Fd = 3, Bytes = 0 })),
        (2, Gen.Constant(new KernelCall(Verb.Size) { Fd = 3 })),
        (1, Gen.Constant(new KernelCall(Verb.Sync) { Fd = 3 })));

    public static Arbitrary<KernelScript> Any() => Arb.From(
        from calls in AnyCall.ListOf(25)
        select new KernelScript([new KernelCall(Verb.Open) { Path = "a", Mode = OpenMode.Write | OpenMode.Append | OpenMode.Create }, .. calls]),
        script => script.Smaller().Where(smaller => smaller.Calls is [{ Verb: Verb.Open }, ..]));
}

/// <summary>One tmpfs for all the laws: mounting takes long. It is mounted when the first law asks.</summary>
public sealed class SmallDisk : IDisposable
{
    public const long Bytes = 64 * 1024;

    private readonly Lazy<SmallFileSystem> mounted = new(() => SmallFileSystem.Mount(Bytes));

    /// <summary>Runs a script on the empty disk.</summary>
    internal KernelStory Run(KernelScript script) => mounted.Value.Do(() =>
    {
        foreach (var left in Directory.GetFiles(mounted.Value.Directory))
        {
            File.Delete(left);
        }

        return RealKernel.RunHere(script, mounted.Value.Directory);
    });

    public void Dispose()
    {
        if (mounted.IsValueCreated)
        {
            mounted.Value.Dispose();
        }
    }
}

/// <summary>A full disk: the beginning of a write fits, then nothing does, until there is room again.</summary>
[Properties(QuietOnSuccess = true)]
public sealed class FullDiskLaws(SmallDisk disk) : IClassFixture<SmallDisk>
{

    [MountProperty(MaxTest = 100, Arbitrary = [typeof(FillingScripts)])]
    public void AFullDiskAnswersLikeAFullTmpfs(KernelScript script) =>
        KernelProperties.Alike(script, simulated: VirtualKernel.Run(script, SmallDisk.Bytes), real: disk.Run(script));

    /// <summary>On a tmpfs each file takes whole pages: with several files it is full before the simulated disk is, by less than a page for each.</summary>
    [MountProperty(MaxTest = 30)]
    public void SeveralFilesFillATmpfsLessThanAPageEachBefore(byte files)
    {
        var count = 1 + (files % 5);
        var script = new KernelScript([.. Enumerable.Range(0, 100).SelectMany(i => Appends(i % count))]);
        var outcomes = disk.Run(script).Outcomes;
        var written = outcomes.Where((_, i) => script.Calls[i].Verb == Verb.Write).Sum(outcome => int.TryParse(outcome, out var bytes) ? bytes : 0);
        Assert.Contains("ENOSPC", outcomes);
        Assert.InRange(written, SmallDisk.Bytes - (4095 * count), SmallDisk.Bytes);
    }

    private static IEnumerable<KernelCall> Appends(int file) =>
    [
        new(Verb.Open) { Path = "abcde"[file].ToString(), Mode = OpenMode.Write | OpenMode.Append | OpenMode.Create },
        new(Verb.Write) { Fd = 3, Bytes = 777 },
        new(Verb.Close) { Fd = 3 },
    ];
}
