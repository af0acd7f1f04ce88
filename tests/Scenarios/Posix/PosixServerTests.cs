using Aof;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.State;

namespace Tests.Scenarios.Posix;

/// <summary>The server that is simulated elsewhere, on a real disk.</summary>
public sealed class PosixServerTests : IDisposable
{
    private static readonly AofConfig Config = new() { Policy = FsyncPolicy.Always, AutoRewritePercentage = 0 };
    private readonly RealMachine machine = new();
    private readonly Session client = new(new Reply());

    public void Dispose() => machine.Dispose();

    [PosixFact]
    public void WhatWasWrittenIsThereAfterARestart()
    {
        var loop = Start();
        var server = loop.Server;
        Turn(loop, "SET", "k", "v");
        _ = server.Shutdown();
        Assert.Null(server.Data.FirstDifference(Start().Server.Data, "before", "after"));
    }

    [PosixFact]
    public void WritesDuringARewriteAreInTheNewLog()
    {
        var loop = Start();
        var server = loop.Server;
        Turn(loop, "RPUSH", "list", "begin");
        Turn(loop, "BGREWRITEAOF");
        var writes = 0;
        for (; server.Status.RewriteInProgress; writes++)
        {
            machine.Machine.Processes.RunChildren(patienceMs: 1);
            Turn(loop, "RPUSH", "list", $"{writes}");
        }

        Assert.True(server.Status.LastRewriteOk && writes > 1);
        Assert.Null(server.Data.FirstDifference(Start().Server.Data, "before", "after a kill"));
        Assert.Equal(["appendonly.aof"], Directory.GetFiles(machine.Directory).Select(Path.GetFileName));
    }

    [PosixFact]
    public void AServerThatEndsLeavesNoDescriptorOpen()
    {
        var loop = Start();
        var server = loop.Server;
        Turn(loop, "SET", "k", "v");
        Turn(loop, "BGREWRITEAOF");
        _ = server.Shutdown();
        Assert.Equal(0, machine.Machine.OpenDescriptors);
    }

    private EventLoop Start() => new(AofServer.Start(machine.Machine.Host, Config));

    private void Turn(EventLoop loop, params string[] words) => loop.Turn(client, [.. words.Select(Bytes.Of)]);
}
