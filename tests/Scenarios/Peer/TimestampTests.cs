using System.Text;
using Sim.Machine.Random;
using Tests.Scenarios.Cli;
using Tests.Scenarios.MultiPart;

namespace Tests.Scenarios.Peer;

/// <summary>Annotated logs: the real server loads ours, and both checkers cut them at the same byte.</summary>
public sealed class TimestampTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [PeerTheory]
    [MemberData(nameof(PeerTests.Seeds), MemberType = typeof(PeerTests))]
    public void TheRealServerReadsOverOurs(ulong seed)
    {
        var ours = Annotated(seed);
        Assert.InRange(ours.Content(Parts.Increment(1)).Split("#TS:").Length, 10, 100);
        using var peer = new RealPeer(Parts.FilesOf(ours));
        Assert.Equal(ours.Server.Data.Digest(), peer.Digest);
    }

    [CheckerTheory]
    [MemberData(nameof(PeerTests.Seeds), MemberType = typeof(PeerTests))]
    public void BothCheckersCutAtTheSameByte(ulong seed)
    {
        var ours = Annotated(seed);
        var (log, last) = (ours.Content(Parts.Increment(1)), ours.NowMs / 1000);
        for (var second = last - 22; second <= last + 1; second++)
        {
            var theirs = RedisChecker.CutAt(Saved("theirs.aof", log), $"{second}");
            var told = CapturedTerminal.Run(
                "check-aof", "--truncate-to-timestamp", $"{second}", Saved("ours.aof", log));
            Assert.Equal((theirs.ExitCode, Content("theirs.aof")), (told.ExitCode, Content("ours.aof")));
        }
    }

    /// <summary>Of several files only the last is cut.</summary>
    [CheckerTheory]
    [InlineData(250, 1)]
    [InlineData(350, 1)]
    [InlineData(410, 0)]
    [InlineData(450, 0)]
    public void BothCutTheLastOfSeveralOnly(int second, int exitCode)
    {
        string[] names = ["b.aof", "1.aof", "2.aof"];
        string[] logs =
        [
            At(50, "SET q 1"), At(100, "SET a 1") + At(200, "SET b 1") + At(300, "SET c 1"),
            At(400, "SET d 1") + At(420, "SET e 1"),
        ];
        foreach (var side in (string[])["theirs", "ours"])
        {
            _ = Directory.CreateDirectory(directory[side]);
            names.Zip(logs).ToList().ForEach(part => Saved($"{side}/{part.First}", part.Second));
            _ = Saved($"{side}/a.aof.manifest",
                "file b.aof seq 1 type b\nfile 1.aof seq 1 type i\nfile 2.aof seq 2 type i\n");
        }

        var theirs = RedisChecker.CutAt(directory["theirs/a.aof.manifest"], $"{second}");
        var told = CapturedTerminal.Run("check-aof", "--truncate-to-timestamp", $"{second}", directory["ours"]);
        Assert.Equal((exitCode, exitCode), (theirs.ExitCode, told.ExitCode));
        Assert.All(names, name => Assert.Equal(Content($"theirs/{name}"), Content($"ours/{name}")));
    }

    private static string At(int second, string command) => $"#TS:{second}\r\n{Resp.Log(command)}";

    /// <summary>Some twenty seconds of commands.</summary>
    private static TestServer Annotated(ulong seed)
    {
        var chance = new Seed(seed).Stream("annotated");
        var world = TestServer.Up(Parts.Config() with { Timestamps = true, AutoRewritePercentage = 0 });
        for (var i = 0; i < 40; i++)
        {
            world.SendTurn(chance.Below(3) == 0
                ? ["MULTI", $"SET k{i} v", $"RPUSH l {i}", "EXEC"]
                : [$"RPUSH l {i}", "SELECT 1", $"APPEND s {i}"]);
            world.Pass(chance.Range(100, 900));
        }

        return world.Pass(2000);
    }

    private string Saved(string name, string content)
    {
        File.WriteAllText(directory[name], content, Encoding.Latin1);
        return directory[name];
    }

    private string Content(string name) => File.ReadAllText(directory[name], Encoding.Latin1);
}
