using Aof.Data;
using Tests.Scenarios.Data;

namespace Tests.Properties.Given;

/// <summary>Where a log may be torn without losing more than it must, and what it gives up to there.</summary>
internal sealed class Torn
{
    private readonly SortedList<int, Dataset> states = [];

    public Torn(byte[] log)
    {
        var commands = Wire.Decode(log);
        var cuts = Wire.Cuts(commands);
        var executor = new Bench().Executor;
        var session = new Session(Reply.Nowhere);
        executor.Loading = true;
        states.Add(0, executor.Data.Snapshot());
        foreach (var (command, end) in commands)
        {
            executor.Replay(session, CommandTable.Named(command[0]), Wire.Argv(command));
            if (cuts.BinarySearch(end) >= 0)
            {
                states.Add(end, executor.Data.Snapshot());
            }
        }
    }

    /// <summary>What a server writes that executes the commands and rewrites nothing.</summary>
    public static byte[] LogOf(Script script)
    {
        var lab = Lab.On([]);
        foreach (var command in script.Commands.Where(command => command[0] != "BGREWRITEAOF"))
        {
            lab.Send(command);
        }

        return lab.Log;
    }

    /// <summary>The last place up to an offset where the log may be cut.</summary>
    public int CutAt(int offset) => states.Keys.Last(cut => cut <= offset);

    /// <summary>What the log gives up to such a place.</summary>
    public Dataset StateAt(int cut) => states[cut];
}
