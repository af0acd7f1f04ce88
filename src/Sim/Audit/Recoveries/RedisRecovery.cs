using System.Net.Sockets;
using Sim.Audit.Checks;
using Sim.Machine.Disk;

namespace Sim.Audit.Recoveries;

/// <summary>
/// A real redis-server on each image. Its keys are the words that came back, and its digest is the state.
/// </summary>
/// <param name="command">The program and the options of the recorded run.</param>
/// <param name="limit">How long a start may take.</param>
public sealed class RedisRecovery(string command, TimeSpan limit) : IRecovery
{
    private static readonly string[] Unfed =
    [
        "SHUTDOWN", "DEBUG", "SAVE", "BGSAVE", "BGREWRITEAOF", "CONFIG", "MONITOR", "SUBSCRIBE", "PSUBSCRIBE", "CLIENT",
        "COMMAND", "INFO", "REPLICAOF", "SLAVEOF", "SYNC", "PSYNC", "ACL",
    ];

    private readonly string withDebug = RedisServer.WithDebug(command);

    /// <inheritdoc/>
    public RecoveryOutcome? Recover(string folder)
    {
        using var server = new RedisServer(withDebug, folder);
        if (!server.TryStart(limit))
        {
            return server.HasEnded
                ? RecoveryOutcome.Without(
                    RecoveryEnd.Refused, server.LastWords.Replace(folder, "DIR", StringComparison.Ordinal))
                : RecoveryOutcome.Without(RecoveryEnd.Hung, Invariant($"no start after {limit.TotalSeconds} s"));
        }

        try
        {
            return Loaded(server);
        }
        catch (IOException problem)
        {
            // It has ended right after its start, or it does not answer.
            return server.EndsSoon
                ? RecoveryOutcome.Without(RecoveryEnd.Refused, server.LastWords)
                : RecoveryOutcome.Without(RecoveryEnd.Hung, problem.Message);
        }
    }

    /// <summary>
    /// The state before the first recorded request and after each one: those of a redis-server that gets them again.
    /// </summary>
    /// <exception cref="IOException">It does not start or answer.</exception>
    public IReadOnlyList<string> StatesOf(DiskImage before, Promises promises, string folder)
    {
        ImageFolder.Write(before, folder);
        using var server = new RedisServer(withDebug, folder);
        if (!server.TryStart(limit))
        {
            throw new IOException("redis-server does not start on what was there before the run: "
                + (server.HasEnded ? server.LastWords : "it hangs"));
        }

        using var asking = server.Connect();
        var (states, clients) = (new List<string> { Digest(asking) }, new SortedDictionary<int, RedisFeed>());
        foreach (var exchange in promises.Exchanges)
        {
            var isFed = !Unfed.Contains(exchange.Words.Split(' ')[0].ToUpperInvariant());
            if (isFed && !clients.ContainsKey(exchange.Channel))
            {
                clients[exchange.Channel] = new RedisFeed(server);
            }

            if (isFed && !clients[exchange.Channel].TryFeed(exchange.Request.Span)
                && clients.Remove(exchange.Channel, out var gone))
            {
                gone.Dispose();
            }

            states.Add(isFed ? Digest(asking) : states[^1]);
        }

        foreach (var client in clients.Values)
        {
            client.Dispose();
        }

        return states;
    }

    /// <inheritdoc/>
    public string? Record(string folder, string record)
    {
        using var server = new RedisServer(
            $"{RecordedRecovery.Recorder(folder, record, limit)} {withDebug}", folder);
        if (server.TryStart(limit))
        {
            // It hangs up without a reply. The recorder writes the record when it has ended.
            using var client = server.Connect();
            _ = client.Send(RedisServer.Command("SHUTDOWN", "NOSAVE"));
        }

        return server.EndsWithin(limit) && server.ExitCode == 0 ? null : server.LastWords;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Each server has ended.
    }

    private static RecoveryOutcome Loaded(RedisServer server)
    {
        using var client = server.Connect();
        var state = Digest(client);
        var keys = RedisServer.Ask(client, RedisServer.Command("KEYS", "*"))
            .Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        return new RecoveryOutcome(
            RecoveryEnd.Recovered, [.. keys.Skip(2).Where((_, index) => index % 2 == 0)], "")
        { State = state };
    }

    private static string Digest(Socket client) =>
        RedisServer.Ask(client, "*2\r\n$5\r\nDEBUG\r\n$6\r\nDIGEST\r\n"u8).Trim();
}
