using Aof.Data.Primitives;

namespace Bench;

/// <summary>
/// A stream of a million commands through the whole server, with log and replies, beside the same through the executor
/// alone. The ratio is the cost of the log.
/// </summary>
internal sealed class ApplyBesideExecutor : SideBySide
{
    private const int Commands = 1_000_000;
    private const int Keys = 20_000;

    private Bytes[][] stream = [];

    public override string Name => "apply-beside-executor";

    public override string? Missing => RealServer.Missing;

    protected override string What => "apply of 1,000,000 commands beside it without a log";

    protected override void SetUp() =>
        stream = [.. RecordedLog.Commands(Commands, Keys).Select(argv => Array.ConvertAll(argv, Bytes.Of))];

    protected override void TearDown() => stream = [];

    protected override double OursSeconds()
    {
        using var server = new RealServer();
        var seconds = Time(() => server.Send(stream));
        return server.Server.Status is { LastWriteOk: true, CurrentSize: > 0 }
            ? seconds
            : throw new InvalidOperationException("The log was not written.");
    }

    protected override double BesideSeconds()
    {
        var executor = new UnloggedExecutor();
        return Time(() =>
        {
            foreach (var argv in stream)
            {
                executor.Execute(argv);
            }
        });
    }

    protected override string Text(double seconds) =>
        Invariant($"{Commands / seconds:N0} commands/s");
}
