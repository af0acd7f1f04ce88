using Aof.Data;
using Aof.Data.Commands;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.KnownDefects;
using Sim.Os;

namespace Tests.Scenarios.Data;

/// <summary>
/// An executor without a machine: the test sets the clock, the log is a list of lines, and there is one client.
/// </summary>
internal sealed class TestExecutor : TimeProvider, IWriteLog, IServerControl, IRandom
{
    private readonly Executor executor;
    private ulong drawn;

    public TestExecutor(params Defect[] defects)
        : this(new Dataset(), defects)
    {
    }

    public TestExecutor(Dataset data, params Defect[] defects)
    {
        Data = data;
        executor = new Executor(Data, this, this, this, this, Defects.Of(defects))
        {
            Commands = RedisCommands.Of(data.Dialect),
            UnitApplied = () => Units.Add(Log.Count),
        };
        Client = NewClient();
    }

    /// <summary>Roughly when the corpus was recorded, in milliseconds since 1970.</summary>
    public long NowMs { get; set; } = 1_795_173_517_000;

    public Dataset Data { get; }

    public Session Client { get; }

    public Executor Executor => executor;

    /// <summary>What was logged, with "db:" before each command.</summary>
    public List<string> Log { get; } = [];

    /// <summary>The same as arguments, with the time that the command has read.</summary>
    public List<(Command Command, int Database, Bytes[] Args, long NowMs)> Fed { get; } = [];

    /// <summary>How long the log was after each unit.</summary>
    public List<int> Units { get; } = [];

    /// <summary>The error that refuses writes; null while they are accepted.</summary>
    public string? Refusal { get; set; }

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(NowMs);

    public static Session NewClient() => new(new Reply());

    /// <summary>Sends a command given as words; the reply, with CRLF as \n.</summary>
    public string Do(string line) => Do(Client, line);

    public string Do(Session session, string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Send(session, Array.ConvertAll(words, word => word == "''" ? default : Bytes.Of(word)))
            .Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd('\n');
    }

    public string Send(Session session, Bytes[] argv)
    {
        session.Output.Clear();
        executor.Execute(session, argv);
        return Bytes.Copy(session.Output.Span).ToLatin1();
    }

    /// <summary>A new client that is blocked by a command.</summary>
    public Session Waiting(string line)
    {
        var session = NewClient();
        Assert.Equal("", Do(session, line));
        Assert.True(session.Blocked);
        return session;
    }

    public void Replay(IEnumerable<Bytes[]> log)
    {
        var session = new Session(Reply.Nowhere);
        executor.Loading = true;
        foreach (var argv in log)
        {
            Assert.True(executor.Commands.TryFind(argv[0].Span, out var command), $"unknown command {argv[0]}");
            executor.Replay(session, command, argv);
        }

        executor.Loading = false;
    }

    public bool Feed(Command command, int database, long nowMs, ReadOnlySpan<Bytes> argv)
    {
        Fed.Add((command, database, argv.ToArray(), nowMs));
        Log.Add($"{database}: {string.Join(' ', argv.ToArray())}");
        return true;
    }

    public void Promised(Session session, int start, bool waited)
    {
        // Replies leave at once here.
    }

    public string? RefuseWrites() => Refusal;

    public void BackgroundRewrite(Reply reply) => reply.Status("Background append only file rewriting started");

    public void Shutdown(Call call) => call.Reply.Ok();

    public void Config(Call call) => call.Reply.Ok();

    public void Info(Call call) => call.Reply.Bulk(Bytes.Of("# nothing"));

    public ulong Next() => drawn = (drawn * 6364136223846793005) + 1442695040888963407;
}
