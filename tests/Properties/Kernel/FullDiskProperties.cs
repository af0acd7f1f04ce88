using FsCheck.Xunit;
using Sim.Os;

namespace Tests.Properties.Kernel;

/// <summary>A full disk: the beginning of a write fits, then nothing does, until there is room again.</summary>
[Properties(QuietOnSuccess = true)]
public sealed class FullDiskProperties(SmallDisk disk) : IClassFixture<SmallDisk>
{
    [MountProperty(MaxTest = 60, Arbitrary = [typeof(FillingScripts)])]
    public void AFullDiskAnswersLikeAFullTmpfs(KernelScript script) =>
        KernelProperties.Alike(script, simulated: VirtualKernel.Run(script, SmallDisk.Bytes), real: disk.Run(script));

    /// <summary>
    /// On a tmpfs each file takes whole pages: with several files it is full before the simulated disk is, by less than
    /// a page for each.
    /// </summary>
    [MountProperty(MaxTest = 30)]
    public void SeveralFilesFillATmpfsLessThanAPageEachBefore(byte files)
    {
        var count = 1 + (files % 5);
        var script = new KernelScript([.. Enumerable.Range(0, 100).SelectMany(i => Appends(i % count))]);
        var outcomes = disk.Run(script).Outcomes;
        var written = outcomes.Where((_, i) => script.Calls[i].Verb == Verb.Write).Sum(
            outcome => int.TryParse(outcome, out var bytes) ? bytes : 0);
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
