namespace Sim.Explore;

/// <summary>The events of a plan that happen to the clocks: each at its very moment, whatever the server is doing then, even inside a call.</summary>
internal static class ClockEvents
{
    /// <summary>Posts all of them. None happens once the faults have stopped.</summary>
    public static void Post(Plan plan, Machine machine, Promises promises)
    {
        foreach (var step in plan.Steps.Where(step => step.Event is PlanEvent.StepClock or PlanEvent.Pause))
        {
            _ = machine.Scheduler.Post(LiveRun.StartUs + step.AtUs, () => Befall(step, machine, promises));
        }
    }

    private static void Befall(PlanStep step, Machine machine, Promises promises)
    {
        if (machine.Faults.Stopped)
        {
            return;
        }

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
