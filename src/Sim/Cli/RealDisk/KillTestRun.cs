using System.Globalization;
using Aof.Data;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.State;
using Sim.Generate;
using Sim.Machine.Random;
using Sim.Os;

namespace Sim.Cli.RealDisk;

/// <summary>
/// One life of a server on the real disk, to be ended by kill -9 at any moment. What it executes, and every state of its
/// dataset, follows from the seed and from the log that it starts on: its clock moves with the commands alone.
/// </summary>
/// <param name="directory">The server's directory.</param>
/// <param name="seed">Decides the life.</param>
/// <param name="number">Which life on this directory it is, from 0: its clock begins after that of the one before.</param>
public sealed class KillTestRun(string directory, ulong seed, int number)
{
    /// <summary>How many errands the client has: enough for several rewrites.</summary>
    private const int Errands = 400;

    private const long FirstStartMs = 1_700_000_000_000;

    /// <summary>Longer than all commands of a life together.</summary>
    private const long LifeMs = 1_000_000;

    /// <summary>What a command takes on the clock: a cron comes every few commands, a second passes every fifty.</summary>
    private const long CommandMs = 20;

    private readonly Seed seed = new Seed(seed).Fork(number);
    private readonly CommandClock clock = new(FirstStartMs + (number * LifeMs));

    /// <summary>Lives to the end.</summary>
    /// <param name="log">The server's log.</param>
    /// <param name="unit">Told the dataset when the server has started, and after each atomic unit.</param>
    /// <param name="acknowledged">Told, when the replies of a turn may leave, how many units have been executed since the start.</param>
    /// <exception cref="ProcessExit">The server ended itself.</exception>
    public void Run(IServerLog log, Action<Dataset> unit, Action<int> acknowledged)
    {
        using var server = new RealServer(directory, Config(), log, clock, this.seed.Fork("server").Value);
        var units = 0;
        unit(server.Data);
        server.UnitApplied = () =>
        {
            units++;
            unit(server.Data);
        };
        var chance = this.seed.Stream("workload");
        var workload = new Workload(chance, Swarm.Everything);
        var session = new Session(new Reply());
        for (var errand = 0; errand < Errands; errand++)
        {
            foreach (var command in workload.Errand())
            {
                server.Begin(session, [.. command.Select(Bytes.Of)]);

                // Whoever waits for a key goes on waiting, until a later client serves it or its time is over; the next one takes over.
                session = session.Blocked ? new Session(new Reply()) : session;
                clock.Pass(CommandMs);
                if (chance.Below(3) != 0)
                {
                    server.EndTurn();
                    server.CheckLogIsWritten();
                    session.Output.Clear();
                    acknowledged(units);
                }
            }
        }
    }

    /// <summary>In words, for the one who must find out what went wrong.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"seed {seed}, life {number}, appendfsync {Config().Policy}");

    /// <summary>Rewrites come often. Keys past their deadline go when they are asked for.</summary>
    private AofConfig Config()
    {
        var chance = this.seed.Stream("config");
        return new AofConfig
        {
            Policy = (FsyncPolicy)chance.Below(3),
            AutoRewritePercentage = chance.Range(20, 100),
            AutoRewriteMinSize = chance.Range(500, 4000),
            NoFsyncOnRewrite = chance.Below(4) == 0,
            ExpireKeysPerCron = 0,
        };
    }

    private sealed class CommandClock(long nowMs) : TimeProvider
    {
        private long nowMs = nowMs;

        /// <summary>Of <see cref="GetTimestamp"/>, by which intervals are measured, how long a client waits among them: milliseconds.</summary>
        public override long TimestampFrequency => 1000;

        public void Pass(long ms) => this.nowMs += ms;

        public override long GetTimestamp() => this.nowMs;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(this.nowMs);
    }
}
