using Sim.Machine;
using Sim.Plans;

namespace Sim.Run;

/// <summary>The events of a plan that happen to the clocks: each at its very moment, whatever the server is doing then, even inside a call.</summary>
internal static class ClockEvents
{
    /// <summary>Posts all of them. None happens once the faults have stopped.</summary>
    /// <param name="plan">Whose events.</param>
    /// <param name="machine">Where they happen.</param>
    /// <param name="promises">Who must know that the machine stood still.</param>
    /// <param name="befell">Where each is put down when it has happened.</param>
    public static void Post(Plan plan, SimulatedMachine machine, DurabilityRecorder promises, ICollection<PlanEvent> befell)
    {
        foreach (var step in plan.Steps.Where(step => step.Event is PlanEvent.StepClock or PlanEvent.Pause))
        {
            _ = machine.Scheduler.Post(Plan.StartUs + step.AtUs, () => Befall(step, machine, promises, befell));
        }
    }

    private static void Befall(PlanStep step, SimulatedMachine machine, DurabilityRecorder promises, ICollection<PlanEvent> befell)
    {
        if (machine.Faults.Stopped)
        {
            return;
        }

        befell.Add(step.Event);
        if (step.Event == PlanEvent.StepClock)
        {
            machine.StepClock(step.ByUs);
        }
        else
        {
            machine.Pause(step.ByUs);
            promises.Paused();
        }
    }
}
