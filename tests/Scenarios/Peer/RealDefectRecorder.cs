using System.Text;
using Sim.Versions;

namespace Tests.Scenarios.Peer;

/// <summary>A real redis-server.</summary>
internal sealed class RealDefectRecorder : DefectRecorder
{
    /// <summary>So long a child rests before each key, in microseconds: nothing else makes it take its time.</summary>
    private const string Rest = "1000000";

    private const int PatienceMs = 10_000;

    private readonly List<(int Number, PeerClient Client)> clients = [];
    private RealPeer? peer;

    /// <summary>It is started on the image of a crash, or on nothing.</summary>
    public RealDefectRecorder(Observation sighting, byte[]? log)
    {
        IReadOnlyList<(string, byte[])> files = log is null ? []
            : sighting.OwnLayout ? RealPeer.OwnLog(log) : [(TestServer.AofName, log)];
        Try(() => peer = new RealPeer(files, [.. sighting.Settings.SelectMany(line => $"--{line}".Split(' '))]));
    }

    protected override bool IsUp => peer is not null;

    protected override int TempFiles => peer!.Files("temp-*").Length;

    protected override string Info => Send(1, "INFO persistence");

    public override void Dispose()
    {
        HangUp();
        peer?.Dispose();
    }

    protected override string Send(int client, string command)
    {
        if (!clients.Exists(it => it.Number == client))
        {
            clients.Add((client, peer!.Connect()));
        }

        return Replies.Of(
            Encoding.Latin1.GetBytes(clients.Find(it => it.Number == client).Client.Send(command.Split(' '))))[0];
    }

    protected override void KillAndRestart(int laterMs, int lostBytes)
    {
        HangUp();
        Try(() => peer!.KillAndRestart(() =>
        {
            Thread.Sleep(laterMs);
            using var log = new FileStream(peer.LastPart, FileMode.Open);
            log.SetLength(log.Length - lostBytes);
        }));
    }

    protected override void KillInRewrite()
    {
        BeginSlowRewrite();
        KillAndRestart(laterMs: 0, lostBytes: 0);
    }

    protected override void SignalInRewrite()
    {
        BeginSlowRewrite();
        peer!.SignalChild("USR1");
        Assert.True(SpinWait.SpinUntil(
            () => Info.Contains("aof_rewrite_in_progress:0", StringComparison.Ordinal), PatienceMs));
    }

    /// <summary>Its child has made its file when this returns.</summary>
    private void BeginSlowRewrite()
    {
        _ = Send(1, $"CONFIG SET rdb-key-save-delay {Rest}");
        _ = Send(1, "BGREWRITEAOF");
        Assert.True(SpinWait.SpinUntil(() => TempFiles > 0, PatienceMs));
    }

    protected override void Pass(int ms) => Thread.Sleep(ms);

    protected override void Rewrite() => peer!.Rewrite();

    protected override void Room(int? bytes) => peer!.Room(bytes);

    private void HangUp()
    {
        clients.ForEach(it => it.Client.Dispose());
        clients.Clear();
    }

    /// <summary>A server that refuses to start is down from then on.</summary>
    private void Try(Action start)
    {
        try
        {
            start();
        }
        catch (InvalidOperationException refusal) when (refusal.Message.Contains(
            RealPeer.Ended, StringComparison.Ordinal))
        {
            peer?.Dispose();
            peer = null;
        }
    }
}
