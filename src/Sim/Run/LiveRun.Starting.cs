using Aof;
using Sim.Machine.Process;
using Sim.Machine.Random;
using Sim.Os;
using Sim.Plans;

namespace Sim.Run;

/// <content>Starts, ends and restarts.</content>
public sealed partial class LiveRun
{
    /// <summary>
    /// A supervisor's loop: it tries to start the server, a few times, with pauses that double. An operator repairs a
    /// log where the server may not cut it. The operator does not repair a log that was refused because of a misread,
    /// for the next start reads it anew.
    /// </summary>
    private bool StartServer()
    {
        loop = null;
        childPid = -1;
        var repairs = false;
        for (var attempt = 0; attempt < MaxStarts; attempt++)
        {
            recorder.Starting();
            Starting?.Invoke();
            var misreads = recorder.Misreads;
            try
            {
                Boot(repairs);
                return true;
            }
            catch (Exception death) when (death is ProcessExit or ServerKilled)
            {
                NotStarted(death);
                Machine.Advance(Machine.Clock.NowUs + (10_000L << attempt));
                repairs = death is ProcessExit && recorder.Misreads == misreads
                    && (!config.CutsTornTail || recorder.LogMayBeDamaged);
            }
        }

        return false;
    }

    /// <summary>The history goes on: with its first state, or with the state that the server came back with.</summary>
    private void Resume(AofServer server)
    {
        if (recorder.Begin(server) is { } returned)
        {
            Returned?.Invoke(returned);
            recorder.Resume(returned);
        }
    }

    private void Boot(bool repairs)
    {
        if (repairs)
        {
            _ = LogRepair.Cut(Machine, config);
        }

        var host = Machine.BootServer(Log, new Seed(Plan.Seed).Fork("server").Fork(++boots).Stream());
        loop = new EventLoop(AofServer.Start(
            host, boots == 1 && Plan.Config.StartsOff ? config with { AppendOnly = false } : config));
        Resume(loop.Server);
        Started?.Invoke();
        clients.ForEach(client => client.Reconnect());
    }

    private void NotStarted(Exception death)
    {
        EndReason = death.Message;
        if (death is ProcessExit)
        {
            StartRefused?.Invoke(death.Message);
        }

        outcomes.Ended(death is ProcessExit ? FaultOutcome.Refused : FaultOutcome.Fatal);
        Machine.KillServer();
    }

    private void EndServer(PlanEvent how)
    {
        if (how == PlanEvent.KillServer)
        {
            outcomes.Ended(FaultOutcome.Survived); // The kill ends the server, not the open strikes.
            Machine.KillServer();
            _ = StartServer();
        }
        else if (how == PlanEvent.Terminate)
        {
            Terminating?.Invoke();
            Server?.Terminate();
        }
        else
        {
            Survive(Close);
        }
    }

    private void Close()
    {
        if (Server is { } server && server.Shutdown())
        {
            throw new ProcessExit(0, "closed");
        }
    }
}
