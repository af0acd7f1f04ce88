using Aof.Data.Execution;
using Aof.KnownDefects;
using Aof.State;
using Sim.Machine.Disk;
using Sim.Os;
using Sim.Versions;

namespace Tests.Scenarios.Peer;

/// <summary>The simulated server, with the defects that it is given.</summary>
internal sealed class SimulatedDefectRecorder : DefectRecorder
{
    private readonly AofConfig config;
    private TestServer world;
    private Dictionary<int, Session> clients = [];

    /// <summary>It is started on the image of a crash, or on nothing.</summary>
    public SimulatedDefectRecorder(Observation sighting, Defects defects, byte[]? log)
    {
        string Setting(string name, string usual) =>
            sighting.Settings.FirstOrDefault(
            line => line.StartsWith(name + " ", StringComparison.Ordinal))?.Split(' ')[1] ?? usual;

        config = new AofConfig
        {
            Dialect = DefectCatalogue.Of(sighting.Switch).Dialect,
            Policy = Setting("appendfsync", "no") switch
            {
                "always" => FsyncPolicy.Always,
                "everysec" => FsyncPolicy.EverySecond,
                _ => FsyncPolicy.No
            },
            UseRdbPreamble = Setting("aof-use-rdb-preamble", "no") == "yes",
            LoadTruncated = Setting("aof-load-truncated", "yes") == "yes",
            AutoRewritePercentage = 0,
            Defects = defects,
        };
        world = TestServer.On(config, log is null ? DiskImage.Empty : DiskImage.Of((TestServer.AofName, log)));
    }

    protected override bool IsUp => world.ExitCode is null;

    protected override int TempFiles => world.Files.Count(file => file.StartsWith("temp-", StringComparison.Ordinal));

    protected override string Info => world.Status.Info();

    public override void Dispose()
    {
        // A simulated machine holds nothing.
    }

    protected override string Send(int client, string command)
    {
        if (!clients.TryGetValue(client, out var session))
        {
            clients.Add(client, session = new Session(new Reply()));
        }

        var reply = world.Send(session, command);
        return IsUp ? reply : "(refused)";
    }

    protected override void KillAndRestart(int laterMs, int lostBytes)
    {
        clients = [];
        if (lostBytes == 0)
        {
            world.PassWithoutServer(laterMs).KillAndRestart();
            return;
        }

        Assert.True(world.Machine.Disk.CachedImage().TryGet(TestServer.AofName, out var log));
        world = TestServer.On(config, DiskImage.Of((TestServer.AofName, log.ToArray()[..^lostBytes])));
    }

    protected override void KillInRewrite()
    {
        clients = [];
        world.Send("BGREWRITEAOF");
        world.PassWithoutServer(1).Machine.KillChild(world.Status.ChildPid, Signals.Kill);
        world.KillAndRestart();
    }

    protected override void Pass(int ms) => world.Pass(ms);

    protected override void Rewrite() => world.Rewrite();

    protected override void SignalInRewrite()
    {
        world.Send("BGREWRITEAOF");
        world.Machine.KillChild(world.Status.ChildPid, Signals.User1);
        world.PassUntilChildHasEnded();
    }

    protected override void Room(int? bytes) =>
        world.Machine.Disk.CapacityBytes = bytes is { } more ? world.Machine.Disk.UsedBytes + more : long.MaxValue;
}
