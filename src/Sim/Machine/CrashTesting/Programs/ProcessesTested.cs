using Sim.Machine.CrashTesting.Lives;
using Sim.Machine.Turns;
using Sim.Os;

namespace Sim.Machine.CrashTesting.Programs;

/// <summary>A program of several processes as one.</summary>
internal sealed class ProcessesTested<TStep>(ICrashTestedProcesses<TStep> tested) : ICrashTested<TStep>
{
    public void Live(Host host, Life<TStep> life)
    {
        var (names, story) = (tested.Processes, host.Log as StoryRecorder);
        var turns = new ProcessTurns(((ProcessClock)host.Clock).Machine, (name, what) =>
        {
            story?.Process = name;
            if (what is not null)
            {
                story?.Tell(what);
            }
        });
        var processes = names.Select((name, number) => Process(name, life.Share(number, names.Count)));
        turns.Run([.. processes], host.Random);
        story?.Process = null;
    }

    public string? Recover(Host host, StepHistory<TStep> history) => tested.Recover(host, history);

    private TurnProcess Process(string name, Life<TStep> share) => new(name, own =>
    {
        share = share.Rest();
        tested.Live(name, own, share);
    });
}
