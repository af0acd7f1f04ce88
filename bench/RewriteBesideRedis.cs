using Aof;
using Aof.Data;
using Aof.Os.Posix;

namespace Bench;

/// <summary>A rewrite on a real disk, from BGREWRITEAOF to the finished file, beside the same of a real redis-server that holds the same dataset and writes no preamble.</summary>
internal sealed class RewriteBesideRedis : SideBySide
{
    private const int Commands = 800_000;
    private const int Keys = 100_000;

    private string directory = "";
    private long length;

    public override string Name => "rewrite-beside-redis";

    public override string? Missing => RedisServer.Missing;

    protected override string What => "rewrite of 330,000 keys, beside redis";

    protected override long Length => length;

    private string Log => Path.Combine(directory, "appendonly.aof");

    protected override void SetUp()
    {
        directory = Directory.CreateTempSubdirectory("bench-rewrite-").FullName;
        RecordedLog.Write(Log, Commands, Keys);
    }

    protected override void TearDown() => Directory.Delete(directory, recursive: true);

    protected override double OursSeconds()
    {
        using var machine = PosixHost.Create(directory, Silence.Log);
        var server = AofServer.Start(machine.Host, new AofConfig { AutoRewritePercentage = 0 });
        var seconds = Time(() => Rewrite(machine, server));
        _ = server.Shutdown();
        length = new FileInfo(Log).Length;
        return server.Status.LastRewriteOk ? seconds : throw new InvalidOperationException("The log was not rewritten.");
    }

    protected override double BesideSeconds() => RedisServer.RewriteSeconds(Log);

    internal static void Rewrite(PosixHost machine, AofServer server)
    {
        server.Execute(new Session(new Reply()), [Bytes.Of("BGREWRITEAOF")]);
        while (server.Status.RewriteInProgress)
        {
            machine.Processes.RunChildren(patienceMs: 1);
            server.ServeChild();
            server.Cron();
            server.BeforeSleep();
        }
    }
}
