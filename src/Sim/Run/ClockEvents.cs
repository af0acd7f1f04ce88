using Sim.Machine;
using Sim.Plans;

namespace Sim.Run;

/// <summary>The clock events of a plan. Each happens at its moment, even while the server is inside a call.</summary>
internal static class ClockEvents
{
    /// <summary>Posts all of them. None happens once the faults have stopped.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="recorder">Learns of pauses of the machine.</param>
    /// <param name="occurred">Receives each event that has happened.</param>
    public static void Post(
        Plan plan, SimulatedMachine machine, DurabilityRecorder recorder, ICollection<PlanEvent> occurred)
    {
        foreach (var step in plan.Steps.Where(step => step.Event is PlanEvent.StepClock or PlanEvent.Pause))
        {
            _ = machine.Scheduler.Post(Plan.StartUs + step.AtUs, () => Happen(step, machine, recorder, occurred));
        }
    }

    private static void Happen(
        PlanStep step, SimulatedMachine machine, DurabilityRecorder recorder, ICollection<PlanEvent> occurred)
    {
        if (machine.Faults.Stopped)
        {
            return;
        }

        occurred.Add(step.Event);
        if (step.Event == PlanEvent.StepClock)
        {
            machine.StepClock(step.ByUs);
        }
        else
        {
            machine.Pause(step.ByUs);
            recorder.Troubled();
        }
    }
}
