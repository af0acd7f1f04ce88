using Aof.Load;
using Aof.State;
using Sim.Machine.Disk;
using Sim.Run;

namespace Tests.Scenarios.Explore;

/// <summary>After each repair of the explorer: one cut at the offset that it reports, and no other change.</summary>
public sealed class LogRepairTests
{
    private static readonly string Whole = Resp.Log("SELECT 0", "SET a 1");

    [Theory]
    [InlineData("", 50)]
    [InlineData("junk", 50)]
    public void ARepairIsOneCutOrNone(string tail, long kept)
    {
        var w = TestServer.On(new AofConfig { AppendOnly = false }, Disk(Whole + tail));
        w.Machine.KillServer();
        Assert.Equal(kept, LogRepair.Cut(w.Machine, new AofConfig()));
        Assert.Equal(Whole, w.Content(TestServer.AofName));
    }

    /// <summary>A repair that cut elsewhere, cut nothing, wrote, or cut what it called sound.</summary>
    [Theory]
    [InlineData(50, 40)]
    [InlineData(50, null)]
    [InlineData(50, -1)]
    [InlineData(54, 50)]
    public void AnotherChangeIsReported(long okUpTo, int? done)
    {
        var disk = TestServer.On(new AofConfig { AppendOnly = false }, Disk(Whole + "junk")).Machine.Disk;
        var (begin, file) = (disk.Journal.Count, disk.Lookup(TestServer.AofName).Value);
        _ = done is null ? 0 : done < 0 ? disk.Write(file, 0, "x"u8).Value : (int)disk.Truncate(file, done.Value);
        var error = okUpTo == 54 ? null : new AofError(AofErrorKind.BadFormat, okUpTo, "junk");
        var repaired = new LogCheckResult(TestServer.AofName, 0, new AofCheckResult(54, okUpTo, error), IsLast: true);
        _ = Assert.Throws<InvalidOperationException>(() => LogRepair.CheckCut(disk, begin, repaired));
    }

    private static DiskImage Disk(string log) =>
        DiskImage.Of((TestServer.AofName, System.Text.Encoding.Latin1.GetBytes(log)));
}
