using Aof.Data;
using Aof.Data.Commands;
using Aof.Data.Execution;
using Tests.Scenarios.Data;

namespace Tests.Properties.Given;

/// <summary>Where a log may be torn without losing more than it must, and what it gives up to there.</summary>
internal sealed class Torn
{
    private readonly SortedList<int, Dataset> states = [];

    /// <summary>Of a log, or of what stands behind a preamble with the dataset that these commands give.</summary>
    public Torn(byte[] log, IEnumerable<string[]>? preamble = null)
    {
        var commands = Wire.Decode(log);
        var cuts = Wire.Cuts(commands);
        var bench = new TestExecutor();
        bench.Replay((preamble ?? []).Select(Wire.Argv));
        var executor = bench.Executor;
        var session = new Session(Reply.Nowhere);
        executor.Loading = true;
        states.Add(0, executor.Data.Snapshot());
        foreach (var (command, end) in commands)
        {
            executor.Replay(session, RedisCommands.Table.Named(command[0]), Wire.Argv(command));
            if (cuts.BinarySearch(end) >= 0)
            {
                states.Add(end, executor.Data.Snapshot());
            }
        }
    }

    /// <summary>What a server writes that executes the commands and rewrites nothing.</summary>
    public static byte[] LogOf(Script script)
    {
        var server = RewriteServer.On([]);
        foreach (var command in script.Commands.Where(command => command[0] != "BGREWRITEAOF"))
        {
            server.Send(command);
        }

        return server.Log;
    }

    /// <summary>The last place up to an offset where the log may be cut.</summary>
    public int CutAt(int offset) => states.Keys.Last(cut => cut <= offset);

    /// <summary>What the log gives up to such a place.</summary>
    public Dataset StateAt(int cut) => states[cut];
}
