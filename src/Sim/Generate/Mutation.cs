using Aof.Data.Primitives;
using Aof.State;
using Sim.Machine.Disk;
using Sim.Machine.Faults;
using Sim.Machine.Random;
using Sim.Plans;

namespace Sim.Generate;

/// <summary>
/// Changes a plan a little: two to six changes of steps, faults, settings or schedule, and two faults that were seldom
/// seen. The settings that an exploration fixes stay.
/// </summary>
internal static class Mutation
{
    private const int MinChanges = 2;
    private const int MaxChanges = 6;
    private const int MaxSteps = 96;
    private const int MaxFaults = 10;
    private const int MaxShiftUs = 400_000;

    /// <summary>A changed copy.</summary>
    /// <param name="parent">The plan to change.</param>
    /// <param name="other">Another plan, from which a part is taken.</param>
    /// <param name="aim">Knows which faults were seen least.</param>
    /// <param name="draw">The source of all choices.</param>
    /// <param name="options">The settings that stay fixed.</param>
    public static Plan Of(Plan parent, Func<Plan> other, RarestFaultPicker aim, Prng draw, GenerateOptions options)
    {
        var plan = draw.Below(2) == 0 ? parent with { Seed = draw.Next() } : parent;
        for (var n = draw.Range(MinChanges, MaxChanges); n > 0; n--)
        {
            plan = draw.Below(12) switch
            {
                0 => WithoutSomeSteps(plan, draw),
                1 => WithStepsAgain(plan, draw),
                2 => WithStepsMoved(plan, draw),
                3 => Spliced(plan, other(), draw),
                4 or 5 or 6 => WithAnotherFault(plan, other(), aim, draw),
                7 or 8 or 9 => WithAFaultChanged(plan, draw),
                10 => WithAMishap(plan, draw),
                _ => WithASettingChanged(plan, draw, options),
            };
        }

        return plan with
        {
            Steps = [.. plan.Steps.Where(step => IsKnown(step, plan.Config)).Take(MaxSteps)],
            Faults = CallFaults.On(
                plan.Config.Layout,
                [.. plan.Faults.Append(aim.Fault(draw)).Append(aim.Fault(draw)).TakeLast(MaxFaults)]),
        };
    }

    /// <summary>A command may come from a plan whose server has more of them.</summary>
    private static bool IsKnown(PlanStep step, PlanConfig config) => step.Event != PlanEvent.Command
        || config.ToAofConfig().Commands.TryFind(Bytes.Of(step.Command[0]).Span, out _);

    private static Plan WithoutSomeSteps(Plan plan, Prng draw)
    {
        var (from, count) = Run(plan, draw);
        return plan with { Steps = [.. plan.Steps.Take(from), .. plan.Steps.Skip(from + count)] };
    }

    private static Plan WithStepsAgain(Plan plan, Prng draw)
    {
        var (from, count) = Run(plan, draw);
        var laterUs = draw.Below(MaxShiftUs);
        return InOrder(plan,
            plan.Steps.Concat(
                plan.Steps.Skip(from).Take(count).Select(step => step with { AtUs = step.AtUs + laterUs })));
    }

    private static Plan WithStepsMoved(Plan plan, Prng draw)
    {
        var (from, count) = Run(plan, draw);
        var byUs = draw.Range(-MaxShiftUs, MaxShiftUs);
        return InOrder(plan,
            plan.Steps.Select(
                (step, i) =>
                    i >= from && i < from + count ? step with { AtUs = Math.Max(0, step.AtUs + byUs) } : step));
    }

    /// <summary>
    /// The steps of one plan up to a given time and those of another from then on, with the faults of both.
    /// </summary>
    private static Plan Spliced(Plan plan, Plan other, Prng draw)
    {
        var atUs = draw.Below(LastUs(plan) + 1);
        return plan with
        {
            Steps = [.. plan.Steps.Where(step => step.AtUs <= atUs), .. other.Steps.Where(step => step.AtUs > atUs)],
            Faults = [.. plan.Faults.Concat(other.Faults).Distinct()],
        };
    }

    private static Plan WithAnotherFault(Plan plan, Plan other, RarestFaultPicker aim, Prng draw)
    {
        var fault = other.Faults.Count > 0 && draw.Below(4) == 0
            ? other.Faults[draw.Below(other.Faults.Count)]
            : aim.Fault(draw);
        return plan with { Faults = [.. plan.Faults, fault] };
    }

    /// <summary>
    /// Drops a fault, changes how often or at which call it is injected, or injects another kind there.
    /// </summary>
    private static Plan WithAFaultChanged(Plan plan, Prng draw)
    {
        if (plan.Faults.Count == 0)
        {
            return plan;
        }

        var which = draw.Below(plan.Faults.Count);
        var fault = plan.Faults[which];
        Fault[] changed = draw.Below(6) switch
        {
            0 => [],
            1 => [CallFaults.Bounded(
                fault with { Times = draw.Below(3) == 0 ? Fault.ForEver : draw.Range(1, 4) })],
            2 or 3 when fault.By
                is { } by => [CallFaults.At((fault.Call, by), draw)
                    with { Nth = Math.Max(1, fault.Nth), Chance = null, Path = fault.Path }],
            _ => [fault with { Nth = fault.Nth == 0 ? 0 : Math.Max(1, fault.Nth + draw.Range(-3, 3)) }],
        };
        return plan with { Faults = [.. plan.Faults.Take(which), .. changed, .. plan.Faults.Skip(which + 1)] };
    }

    /// <summary>The events of a seed that has one kind of process fault only.</summary>
    private static Plan WithAMishap(Plan plan, Prng draw)
    {
        var root = new Seed(draw.Next());
        var swarm = Swarm.Draw(root);
        var steps = ProcessFaults.Steps(root, swarm, plan.Steps, plan.Config.ToAofConfig().Dialect).Take(2);
        return InOrder(plan with { Faults = [.. plan.Faults, .. ProcessFaults.Faults(root, swarm).Take(1)] },
            plan.Steps.Concat(steps));
    }

    private static Plan WithASettingChanged(Plan plan, Prng draw, GenerateOptions options)
    {
        var config = plan.Config;
        return draw.Below(8) switch
        {
            0 or 1 => plan with { Config = config with { Policy = options.Policy ?? (FsyncPolicy)draw.Below(3) } },
            2 => plan with { Config = config with { UseRdbPreamble = !config.UseRdbPreamble } },
            3 => plan with { Config = config with { LoadTruncated = !config.LoadTruncated } },
            4 => plan with { Config = config with { NoFsyncOnRewrite = !config.NoFsyncOnRewrite } },
            5 => plan with
            {
                Disk = plan.Disk with { CapacityBytes = plan.Disk.CapacityBytes == 0 ? draw.Range(500, 8000) : 0 }
            },
            6 => plan with
            {
                Config = config with { ThresholdDivisor = draw.Below(2) == 0 ? 1 : PlanGenerator.DrawDivisor(draw) },
            },
            _ => plan with
            {
                Disk = plan.Disk with { Preset = options.Disk ?? DiskPreset.All[draw.Below(DiskPreset.All.Count)].Name }
            },
        };
    }

    private static Plan InOrder(Plan plan, IEnumerable<PlanStep> steps) =>
        plan with { Steps = [.. steps.OrderBy(step => step.AtUs)] };

    private static long LastUs(Plan plan) => plan.Steps.Count == 0 ? 0 : plan.Steps[^1].AtUs;

    /// <summary>A range of consecutive steps.</summary>
    private static (int From, int Count) Run(Plan plan, Prng draw)
    {
        var from = draw.Below(plan.Steps.Count + 1);
        return (from, draw.Range(1, Math.Max(1, plan.Steps.Count / 4)));
    }
}
