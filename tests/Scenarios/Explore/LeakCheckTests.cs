using Sim.Check.Invariants;
using Sim.Check.Rules;
using Sim.Machine.Tracing;
using Sim.Os;
using Tests.Scenarios.MultiPart;

namespace Tests.Scenarios.Explore;

/// <summary>
/// A server leaves no temporary file of its own at the end of a turn, in either directory, and no file that a rewrite
/// has replaced.
/// </summary>
public sealed class LeakCheckTests
{
    [Theory]
    [InlineData("appendonlydir/temp-appendonly.aof.manifest", Errno.None, 1)]
    [InlineData("appendonlydir/temp-rewriteaof-{0}.aof", Errno.None, 1)]
    [InlineData("temp-rewriteaof-{0}.aof", Errno.None, 1)]
    [InlineData("temp-rewriteaof-{0}.aof", Errno.EIO, 0)]
    [InlineData("appendonlydir/temp-appendonly.aof.incr", Errno.None, 0)]
    [InlineData("other", Errno.None, 0)]
    public void WhatItMadeAndNeedsNoMoreIsReported(string name, Errno unlinked, int reports)
    {
        var (w, found) = (TestServer.On(Parts.Config(), Parts.Disk()), new List<ViolationKind>());
        var path = string.Format(System.Globalization.CultureInfo.InvariantCulture, name, w.Machine.ServerPid);
        var leaks = new LeakCheck(w.Machine, (kind, _) => found.Add(kind));
        leaks.Starting();
        Assert.True(w.Machine.Disk.Create(path).Ok);
        leaks.ServerCalled(SystemCall.Open, path, Errno.None);
        leaks.ServerCalled(SystemCall.Unlink, path, unlinked);
        leaks.TurnEnded(w.Status);
        Assert.Equal(Enumerable.Repeat(ViolationKind.Leaked, reports), found);
    }

    [Theory]
    [InlineData("appendonly.aof.1.base.aof", Errno.None, 1)]
    [InlineData("appendonly.aof.1.base.rdb", Errno.None, 0)]
    [InlineData("appendonly.aof.1.incr.aof", Errno.None, 1)]
    [InlineData("appendonly.aof.1.incr.aof", Errno.EIO, 0)]
    [InlineData("appendonly.aof.9.incr.aof", Errno.None, 0)]
    [InlineData("other.aof.1.incr.aof", Errno.None, 0)]
    public void AReplacedFileThatTheManifestHasForgottenIsReported(string name, Errno unlinked, int reports)
    {
        var (w, found) = (TestServer.On(Parts.Config(), Parts.Disk()), new List<ViolationKind>());
        var leaks = new LeakCheck(w.Machine, (kind, _) => found.Add(kind));
        leaks.Starting();
        HasNewManifest();
        leaks.TurnEnded(w.Status);
        _ = w.Rewrite().Pass(2000);
        leaks.ServerCalled(SystemCall.Unlink, "appendonlydir/" + name, unlinked);
        HasNewManifest();
        Assert.True(w.Machine.Disk.Create("appendonlydir/" + name).Ok);
        leaks.TurnEnded(w.Status);
        Assert.Equal(Enumerable.Repeat(ViolationKind.Leaked, reports), found);

        void HasNewManifest() =>
            leaks.ServerCalled(SystemCall.Rename, "appendonlydir/temp-appendonly.aof.manifest", Errno.None);
    }
}
