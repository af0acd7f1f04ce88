using Aof.Data.Primitives;

namespace Bench;

/// <summary>
/// The cost of writes while a child rewrites a million keys, beside the same writes without a child. It includes the
/// fork, the copies of data that the snapshot shares, and the diff. The child's own time does not count: here it runs
/// after the writes.
/// </summary>
internal sealed class WritesDuringRewrite : SideBySide
{
    private const int Keys = 1_000_000;
    private const int Writes = 200_000;

    private static readonly Bytes[] BackgroundRewrite = [Bytes.Of("BGREWRITEAOF")];

    private Bytes[][] writes = [];
    private RealServer rewritten = null!;
    private RealServer undisturbed = null!;

    public override string Name => "writes-during-rewrite";

    public override string? Missing => RealServer.Missing;

    protected override string What => "200,000 SETs during a rewrite beside without";

    protected override void SetUp()
    {
        var all = RecordedLog.Sets(Keys).Select(argv => Array.ConvertAll(argv, Bytes.Of)).ToArray();
        rewritten = new RealServer();
        rewritten.Send(all);
        undisturbed = new RealServer();
        undisturbed.Send(all);
        writes = [.. all.Where((_, index) => index % (Keys / Writes) == 0)];
    }

    protected override void TearDown()
    {
        rewritten.Dispose();
        undisturbed.Dispose();
        writes = [];
    }

    protected override double OursSeconds()
    {
        var server = rewritten.Server;
        var seconds = Time(() =>
        {
            rewritten.Send([BackgroundRewrite]);
            rewritten.Send(writes);
        });
        while (server.Status.RewriteInProgress)
        {
            rewritten.Processes.RunChildren(patienceMs: 1);
            seconds += Time(rewritten.Loop.BeginTurn);
            _ = rewritten.Loop.EndTurn();
        }

        return server.Status.LastRewriteOk
            ? seconds
            : throw new InvalidOperationException("The log was not rewritten.");
    }

    protected override double BesideSeconds() => Time(() => undisturbed.Send(writes));

    protected override string Text(double seconds) =>
        Invariant($"{Writes / seconds:N0} writes/s");
}
