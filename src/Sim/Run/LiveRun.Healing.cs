using Aof.State;
using Sim.Machine.Disk;
using Sim.Plans;

namespace Sim.Run;

/// <content>After the faults.</content>
public sealed partial class LiveRun
{
    /// <summary>
    /// The faults end, and a client tries: a write is accepted, the buffer drains, a rewrite completes, a write is
    /// accepted again.
    /// </summary>
    private void Heal()
    {
        if (Machine.Disk.IsAborted)
        {
            throw new RunEnded(RunEnd.Aborted, "the journal has aborted, and only a mount repairs it");
        }

        Machine.Faults.Stop();
        Machine.EndHangs(); // An operator kills a child that hangs: the server is not expected to.
        Machine.Disk.CapacityBytes = long.MaxValue;
        Machine.Disk.IsReadOnly = false;
        Machine.ChildSlowdown = 1;

        // Where the server could not be started any more, what the plan's clients still wanted is no part of the
        // healing.
        clients.ForEach(client => client.Inbox.Clear());
        if (loop is null && !StartServer())
        {
            throw new RunEnded(RunEnd.NotStarted, EndReason);
        }

        var client = ClientOf(PlanStep.HealingClient);
        var limitUs = Machine.Clock.NowUs + HealAtMostUs;
        healsFrom = Machine.Disk.Journal.Count;
        Ask(client, limitUs, "the log cannot be switched on", status => status.Mode != AofMode.Off, "CONFIG", "SET",
            "appendonly", "yes");
        Ask(client, limitUs, "no write is accepted and kept", status => client.LastReplyOk && status.BufferLength == 0,
            "SET", "heal", "1");
        var before = rewritesDone;
        Ask(client, limitUs, "no rewrite completes", status => rewritesDone > before && status.Mode == AofMode.On,
            "BGREWRITEAOF");
        Ask(client, limitUs, "after a rewrite no write is accepted and kept",
            status => client.LastReplyOk && status.BufferLength == 0, "SET", "heal", "2");
        RunUntil(Machine.Clock.NowUs + 2_500_000);
        End = RunEnd.Healed;
    }

    /// <summary>Sends a command each second until something holds; the run ends when the time is over.</summary>
    private void Ask(Client client, long limitUs, string otherwise, Predicate<AofStatus> holds, params string[] command)
    {
        while ((Machine.Clock.NowUs < limitUs || Machine.Clock.NowUs < limitUs + PiecesUs()) && loop is not null)
        {
            steps.Add(new PlanStep
            {
                AtUs = Machine.Clock.NowUs - Plan.StartUs,
                Client = PlanStep.HealingClient,
                Command = command
            });
            client.Inbox.Enqueue((steps.Count - 1, Bytes(command)));
            Turn();
            for (var untilUs = Machine.Clock.NowUs + 1_000_000; Machine.Clock.NowUs < untilUs && loop is not null;)
            {
                if (holds(loop.Server.Status))
                {
                    return;
                }

                RunUntil(Math.Min(untilUs, Machine.Clock.NowUs + HealingPollUs));
            }
        }

        throw new RunEnded(RunEnd.NotHealed, otherwise);
    }

    /// <summary>
    /// The most time that children have spent on syncs in the middle of a file since the healing began. How many there
    /// are is up to the thresholds of the plan, and how long one takes is up to its disk.
    /// </summary>
    private long PiecesUs()
    {
        var journal = Machine.Disk.Journal;
        var unfinished = new SortedSet<int>();
        var pieces = 0;
        for (var i = 0; i < journal.Count; i++)
        {
            _ = journal[i] switch
            {
                Change.Create create => create.Name.StartsWith(ServerFiles.TemporaryPrefix, StringComparison.Ordinal)
                    && unfinished.Add(create.Inode),
                Change.Rename rename => unfinished.Remove(rename.Inode),
                _ => false,
            };
            var isPiece = journal[i] is Change.Synced { DataOnly: true } && unfinished.Contains(journal[i].Inode);
            pieces += isPiece && i >= healsFrom ? 1 : 0;
        }

        return pieces * (long)Plan.Disk.SyncMaxUs;
    }
}
