using System.Text;
using Aof;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.KnownDefects;
using Aof.State;
using Sim.Machine;
using Sim.Machine.Crash;
using Sim.Machine.Disk;
using Sim.Machine.Faults;
using Sim.Machine.FileSystem;
using Sim.Machine.Process;
using Sim.Machine.Random;
using Sim.Machine.Time;
using Sim.Machine.Tracing;
using Sim.Os;

namespace Tests.Scenarios;

/// <summary>
/// A server on a simulated machine, and short methods for what happens to it: commands, time, crashes. Commands are
/// words with spaces between them; replies and files are shown as words too.
/// </summary>
internal sealed class TestServer : IServerLog
{
    public const string AofName = "appendonly.aof";
    private const string NoReply = "(no reply)";
    private const long StartUs = 1_600_000_000_000_000;

    private readonly DiskImage initial;
    private readonly List<(LogLevel Level, string Text)> log = [];
    private EventLoop? loop;
    private AofConfig config;

    private TestServer(AofConfig config, DiskImage image, FaultPlan faults, MachineTimings timings, long diskBytes)
    {
        this.config = config;
        initial = image;
        var injector = new FaultInjector(faults, new Seed(1).Fork("faults"));
        Machine = new SimulatedMachine(
            VirtualDisk.From(image, diskBytes), injector, new Seed(1), new Trace(StartUs), StartUs)
        {
            Timings = timings,
        };
    }

    public SimulatedMachine Machine { get; }

    public AofServer Server => Loop.Server;

    private EventLoop Loop => loop ?? throw new InvalidOperationException($"The server is not up: {ExitReason}");

    public AofStatus Status => Server.Status;

    /// <summary>The code and the reason of the server's own exit; null while it has not exited.</summary>
    public int? ExitCode { get; private set; }

    public string? ExitReason { get; private set; }

    public long NowMs => Machine.Clock.NowUs / 1000;

    /// <summary>A server that was started on an empty disk.</summary>
    public static TestServer Up(
        FsyncPolicy policy = FsyncPolicy.EverySecond, Defects defects = default, params string[] faults) =>
        Up(new AofConfig { Policy = policy, Defects = defects }, faults: faults);

    /// <summary>A server that was started on an empty disk or on a log. It may have refused to start.</summary>
    public static TestServer Up(
        AofConfig config, string? aof = null, MachineTimings? timings = null, long diskBytes = long.MaxValue,
        params string[] faults)
    {
        var image = aof is null ? DiskImage.Empty : DiskImage.Of((AofName, Encoding.Latin1.GetBytes(aof)));
        return Booted(new TestServer(
            config, image, FaultLines.Plan(faults), timings ?? MachineTimings.Instant, diskBytes));
    }

    /// <summary>A server that was started on this log.</summary>
    public static TestServer On(string aof, Defects defects = default, bool loadTruncated = true) =>
        Up(new AofConfig { Defects = defects, LoadTruncated = loadTruncated }, aof);

    /// <summary>A server whose log has several files, on an empty disk.</summary>
    public static TestServer UpWithParts(
        FsyncPolicy policy = FsyncPolicy.EverySecond, Defects defects = default, params string[] faults) =>
        Up(new AofConfig { Dialect = Dialect.Redis72, Policy = policy, Defects = defects }, faults: faults);

    /// <summary>A server that was started on a disk with these files.</summary>
    public static TestServer On(AofConfig config, DiskImage image, params string[] faults) =>
        Booted(new TestServer(config, image, FaultLines.Plan(faults), MachineTimings.Instant, long.MaxValue));

    public void Write(LogLevel level, string message) => log.Add((level, message));

    /// <summary>One client sends one command, and the turn ends; its reply.</summary>
    public string Send(string command) => SendTurn(command)[0];

    /// <summary>A client sends several commands in one turn; their replies as they left.</summary>
    public string[] SendTurn(params string[] commands)
    {
        if (loop is null)
        {
            return [.. commands.Select(_ => NoReply)];
        }

        var session = new Session(new Reply());
        Try(() =>
        {
            Loop.BeginTurn();
            foreach (var command in commands)
            {
                Server.Execute(session, Words(command));
            }

            _ = Loop.EndTurn();
        });
        return loop is null ? [.. commands.Select(_ => NoReply)] : Replies.Of(session.Output.Span);
    }

    /// <summary>A client sends a command of any bytes, and the turn ends; the reply as it leaves, in RESP.</summary>
    public string Send(Session session, params Bytes[] argv)
    {
        session.Output.Clear();
        SendBytes(session, argv);
        return Encoding.Latin1.GetString(session.Output.Span);
    }

    /// <summary>
    /// A client sends a command and the turn ends; the replies so far, or "(waits)".
    /// </summary>
    public string Send(Session client, string command)
    {
        SendBytes(client, Words(command));
        return RepliesOf(client);
    }

    /// <summary>The replies that a client has got since the last call; "(waits)" while it is blocked.</summary>
    public static string RepliesOf(Session client) => client.Blocked ? "(waits)" : Replies.Taken(client);

    /// <summary>A command too long to write as words; its reply is not needed.</summary>
    public void SendBytes(params Bytes[] argv) => SendBytes(new Session(new Reply()), argv);

    public void SendBytes(Session session, Bytes[] argv) => Try(() => Loop.Turn(session, argv));

    /// <summary>
    /// A turn of the event loop without a command: a rewrite's difference leaves in the turn after the write.
    /// </summary>
    public TestServer Turn()
    {
        Try(() => _ = Loop.Turn());
        return this;
    }

    /// <summary>The server's event loop turns while time passes.</summary>
    public TestServer Pass(long ms) => PassUs(ms * 1000);

    public TestServer PassUs(long us)
    {
        var end = Machine.Clock.NowUs + us;
        while (loop is not null && Machine.Clock.NowUs < end)
        {
            _ = Machine.RunToNextEvent(Math.Min(end, loop.WakeAtUs));
            if (Machine.TakeServerEvents() || Machine.Clock.NowUs >= loop.WakeAtUs)
            {
                Try(() => _ = loop.Turn());
            }
        }

        return this;
    }

    /// <summary>Time passes until no child is left.</summary>
    public TestServer PassUntilChildHasEnded()
    {
        for (var i = 0; loop is not null && Status.RewriteInProgress; i++)
        {
            Assert.True(i < 100_000, "The rewriting child does not end.");
            Pass(10);
        }

        return this;
    }

    /// <summary>BGREWRITEAOF from beginning to end.</summary>
    public TestServer Rewrite()
    {
        Send("BGREWRITEAOF");
        return PassUntilChildHasEnded();
    }

    /// <summary>Time passes on the machine, and the event loop does not turn: the server is busy.</summary>
    public TestServer PassWithoutServer(long ms)
    {
        Machine.Advance(Machine.Clock.NowUs + (ms * 1000));
        return this;
    }

    /// <summary>The wall clock is set.</summary>
    public TestServer SetClock(TimeSpan by)
    {
        Machine.StepClock((long)by.TotalMicroseconds);
        return this;
    }

    /// <summary>kill -9, and a new server on what the page cache holds.</summary>
    public TestServer KillAndRestart()
    {
        Machine.KillServer();
        loop = null;
        Boot();
        return this;
    }

    /// <summary>An orderly end, and a new server.</summary>
    public TestServer Restart()
    {
        Try(() => Assert.True(Server.Shutdown()));
        return KillAndRestart();
    }

    /// <summary>The settings for the next start.</summary>
    public TestServer Configure(Func<AofConfig, AofConfig> change)
    {
        config = change(config);
        return this;
    }

    /// <summary>A model of the crashes that could have happened since the server was started first.</summary>
    public CrashModel Crashes() => new(initial, Machine.Disk.Journal);

    /// <summary>
    /// The value of a string after each power loss that could have happened since a moment; "(refused)" where the
    /// server does not start.
    /// </summary>
    public string[] AfterPowerLoss(string key, int since = -1, int bound = 64)
    {
        var model = Crashes();
        var found = new SortedSet<string>(StringComparer.Ordinal);
        for (var at = since < 0 ? Machine.Disk.Journal.Count : since; at <= Machine.Disk.Journal.Count; at++)
        {
            model.MoveTo(at);
            foreach (var image in model.PowerLossImages(DiskPreset.PosixWeak, bound, new Prng(new Seed(1))))
            {
                var recovered = On(config, image);
                found.Add(recovered.loop is null ? "(refused)" : recovered.Send($"GET {key}"));
            }
        }

        return [.. found];
    }

    /// <summary>Whether a string is lost or changed by a power loss that could have happened since a moment.</summary>
    public bool PowerLossMayTake(string key, string value, int since = -1) =>
        AfterPowerLoss(key, since) is not [var only] || only != value;

    /// <summary>How many changes the disk has seen: a moment to look back at.</summary>
    public int Moment => Machine.Disk.Journal.Count;

    /// <summary>The log, one command a string.</summary>
    public string[] Log => Resp.Commands(Content(AofName));

    /// <summary>What a file holds in the page cache.</summary>
    public string Content(string path) =>
        Machine.Disk.CachedImage().TryGet(path, out var content) ? Encoding.Latin1.GetString(content.Span) : "(absent)";

    public string[] Files => [.. Machine.Disk.CachedImage().Entries.Select(entry => entry.Path)];

    public bool Logged(LogLevel level, string words) =>
        log.Exists(line => line.Level == level && line.Text.Contains(words, StringComparison.Ordinal));

    public int CountLogged(string words) => log.Count(line => line.Text.Contains(words, StringComparison.Ordinal));

    public static Bytes[] Words(string command) => [.. command.Split(' ').Select(Bytes.Of)];

    private static TestServer Booted(TestServer server)
    {
        server.Boot();
        return server;
    }

    private void Boot()
    {
        (ExitCode, ExitReason) = (null, null);
        var host = Machine.BootServer(this, new Prng(new Seed(7)));
        Try(() => loop = new EventLoop(AofServer.Start(host, config)));
    }

    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (ProcessExit exit)
        {
            (ExitCode, ExitReason) = (exit.Code, exit.Message);
            loop = null;
            Machine.KillServer();
        }
        catch (ServerKilled)
        {
            loop = null;
        }
    }
}
