using Sim.Machine.Process;
using Sim.Machine.Random;
using Sim.Machine.Time;
using Sim.Machine.Tracing;
using Sim.Os;

namespace Sim.Machine;

/// <content>Further processes of the program under test, beside the server. They do not fork.</content>
public sealed partial class SimulatedMachine
{
    /// <summary>
    /// Called at the begin of each call, with true when the caller only waits: other processes may run then. Null when
    /// there are none.
    /// </summary>
    internal Action<VirtualProcess, bool>? Beginning { get; set; }

    /// <summary>Decides about the turns of tasks and of processes.</summary>
    internal TurnChoices Turns { get; set; } = TurnChoices.Usual;

    /// <summary>Raised when a task or process goes on out of order, with words for a story.</summary>
    internal event Action<string>? OutOfOrder;

    internal void NoteOutOfOrder(string words) => OutOfOrder?.Invoke("out of order: " + words);

    internal long DrawChild(Latency latency) => latency.Draw(childLatency);

    internal Pipe NewPipe() => new(++pipes, PipePages, PipeChanged);

    /// <summary>Starts a process with descriptors and locks of its own.</summary>
    /// <param name="random">Its random numbers.</param>
    /// <param name="lane">See <see cref="VirtualProcess.Lane"/>.</param>
    internal (VirtualProcess Process, Host Host) BootBeside(IRandom random, int lane)
    {
        var process = new VirtualProcess(
            this, Table.NextPid(), parent: 0, Actor.Server, new DescriptorTable(DescriptorLimit))
        {
            Lane = lane,
        };
        var jobs = new VirtualBackground(process);
        Table.Beside.Add((process, jobs));
        NoteServer(process.Pid, ends: false, "boots");
        return (process, HostOf(process, jobs, random));
    }

    /// <summary>Ends such a process with kill -9, as <see cref="KillServer"/>. Its locks are free then.</summary>
    internal void EndBeside(VirtualProcess process)
    {
        var at = Table.Beside.FindIndex(other => other.Process == process);
        if (at >= 0)
        {
            NoteServer(process.Pid, ends: true, "is gone");
            Table.Beside[at].Background.Die();
            Table.Beside.RemoveAt(at);
            process.Die();
        }
    }

    /// <summary>Ends the caller of a call: it alone when it is beside the server, otherwise all.</summary>
    internal void EndCaller(VirtualProcess process)
    {
        if (process == Table.Server)
        {
            KillServer();
        }

        EndBeside(process);
    }

    private void EndAllBeside()
    {
        while (Table.Beside.Count > 0)
        {
            EndBeside(Table.Beside[^1].Process);
        }
    }
}
