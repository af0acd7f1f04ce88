using Aof.Data;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.State;
using Sim.Generate;
using Sim.Machine.Random;
using Sim.Os;

namespace Sim.Cli.RealDisk;

/// <summary>
/// One life of a server on the real disk, which a test ends by kill -9 at any time. The seed and the log at its start
/// decide what it executes, because its clock moves only with the commands.
/// </summary>
/// <param name="directory">The server's directory.</param>
/// <param name="seed">The seed of the life.</param>
/// <param name="number">The number of this life on the directory, from 0. Its clock starts after that of the life
/// before.</param>
public sealed class KillTestRun(string directory, ulong seed, int number)
{
    /// <summary>The number of command groups: enough for several rewrites.</summary>
    private const int CommandGroups = 400;

    private const long FirstStartMs = 1_700_000_000_000;

    /// <summary>The distance between the clocks of two lives; longer than any life.</summary>
    private const long LifeMs = 1_000_000;

    /// <summary>
    /// The time that a command takes on the clock: cron runs every few commands, and a second passes every fifty.
    /// </summary>
    private const long CommandMs = 20;

    private readonly Seed seed = new Seed(seed).Fork(number);
    private readonly CommandClock clock = new(FirstStartMs + (number * LifeMs));

    /// <summary>Runs the life to its end.</summary>
    /// <param name="log">The server's log.</param>
    /// <param name="unit">Called with the dataset when the server has started, and after each write unit.</param>
    /// <param name="acknowledged">Called when the replies of a turn may leave, with the number of units executed since
    /// the start.</param>
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
        for (var group = 0; group < CommandGroups; group++)
        {
            foreach (var command in workload.NextGroup())
            {
                server.Begin(session, [.. command.Select(Bytes.Of)]);

                // A client that blocks on a key stays blocked until a later client fills it or its time is over. The
                // next client takes over.
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

    /// <summary>Describes the life, for the message of a failed test.</summary>
    public override string ToString() =>
        Invariant($"seed {seed}, life {number}, appendfsync {Config().Policy}");

    /// <summary>Rewrites come often. Expired keys are removed when they are accessed.</summary>
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

        /// <summary>
        /// The frequency of <see cref="GetTimestamp"/>, which measures intervals such as a client's wait: milliseconds.
        /// </summary>
        public override long TimestampFrequency => 1000;

        public void Pass(long ms) => this.nowMs += ms;

        public override long GetTimestamp() => this.nowMs;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(this.nowMs);
    }
}
