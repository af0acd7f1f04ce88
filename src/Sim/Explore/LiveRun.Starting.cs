using Aof;
using Aof.Os;
using Sim.Chance;
using Sim.Process;

namespace Sim.Explore;

/// <content>Starts and restarts.</content>
public sealed partial class LiveRun
{
    /// <summary>
    /// A supervisor's loop: tries to start the server, a few times, with pauses that double. An operator repairs a log that may not be cut by itself,
    /// but not one that was refused because it was read wrong: the next start reads it anew.
    /// </summary>
    private bool StartServer()
    {
        loop = null;
        childPid = -1;
        var repairs = false;
        for (var attempt = 0; attempt < MaxStarts; attempt++)
        {
            promises.Starting();
            conduct.Starting();
            var misreads = promises.Misreads;
            try
            {
                if (repairs)
                {
                    _ = LogRepair.Cut(Machine, config);
                    promises.Repaired(misreads);
                }

                var host = Machine.BootServer(Log, new Seed(Plan.Seed).Fork("server").Fork(++boots).Stream());
                loop = new EventLoop(AofServer.Start(host, config));
                promises.Begin(loop.Server);
                conduct.Started();
                clients.ForEach(client => client.Reconnect());
                return true;
            }
            catch (Exception death) when (death is ProcessExit or ServerKilled)
            {
                EndReason = death.Message;
                if (death is ProcessExit)
                {
                    conduct.Refused(death.Message, promises.LogMayBeDamaged);
                }

                outcomes.Ended(death is ProcessExit ? FaultOutcome.Refused : FaultOutcome.Fatal);
                Machine.KillServer();
                Machine.Advance(Machine.Clock.NowUs + (10_000L << attempt));
                repairs = death is ProcessExit && promises.Misreads == misreads && (!config.CutsTornTail || promises.LogMayBeDamaged);
            }
        }

        return false;
    }
}
