using Sim.Machine.Disk;
using Sim.Machine.Minimize;
using Sim.Plans;

namespace Sim.Minimize;

/// <summary>
/// The simpler neighbours of a plan. Each candidate lowers one measure and raises none before it, so a sequence of
/// candidates ends. The measures are steps, clients, faults, bytes, times, and settings that differ from the plainest
/// plan.
/// </summary>
internal static class PlanReducer
{
    private const long RoundUs = 1_000;

    /// <summary>A plan of so few steps is easy to read, and needs no search for a suitable schedule.</summary>
    private const int FewSteps = 5;

    /// <summary>The length before an argument and the ends of both lines: "$12", CR, LF and CR, LF.</summary>
    private const int BytesAroundArgument = 7;

    private const int BytesOfASet = 4 + (3 * BytesAroundArgument) + 4;

    /// <summary>From the simplest to understand to the hardest.</summary>
    private static readonly string[] Presets = [.. DiskPreset.Every.Select(preset => preset.Name)];

    /// <summary>The reductions; those that save most come first.</summary>
    public static IReadOnlyList<Func<Plan, IEnumerable<Plan>>> Ways { get; } =
        [FewerFaults, FewerSteps, FewerStepsThatMeet, OneWriteForSteps, FewerClients, EarlierSteps,
        SmallerSpans, PlainerFaults, PlainerSettings, PlainerDisk, SmallerValues];

    private static IEnumerable<Plan> FewerFaults(Plan plan) =>
        FaultReducer.Fewer(plan.Faults).Select(faults => plan with { Faults = faults });

    /// <summary>
    /// Removes runs of steps, the longest first. A kill of the server is a step too, so this also removes lives.
    /// </summary>
    private static IEnumerable<Plan> FewerSteps(Plan plan) =>
        ListReducer.Candidates(plan.Steps).Select(steps => plan with { Steps = steps });

    /// <summary>
    /// Removing a step moves the events after it apart from the faults. So this also tries faults that are injected
    /// earlier by as many calls, and a few other seeds of the schedule.
    /// </summary>
    private static IEnumerable<Plan> FewerStepsThatMeet(Plan plan)
    {
        if (plan.Steps.Count <= FewSteps)
        {
            yield break;
        }

        foreach (var fewer in FewerSteps(plan))
        {
            var gone = plan.Steps.Count - fewer.Steps.Count;
            yield return fewer
                with
            {
                Faults = [.. plan.Faults.Select(
                    fault => fault.Nth > gone ? fault with { Nth = fault.Nth - gone } : fault)]
            };
            for (ulong seed = 1; seed <= 8; seed++)
            {
                yield return fewer with { Seed = seed };
            }
        }
    }

    /// <summary>
    /// Steps may matter only for the length of the log: where a block of the disk ends, or when the log has grown
    /// enough for a rewrite. One SET of about as many bytes stands for them.
    /// </summary>
    private static IEnumerable<Plan> OneWriteForSteps(Plan plan)
    {
        if (plan.Steps.Count <= FewSteps)
        {
            yield break;
        }

        for (var size = plan.Steps.Count; size >= 2; size /= 2)
        {
            for (var from = plan.Steps.Count - size; from >= 0; from -= Math.Max(1, size / 2))
            {
                var steps = plan.Steps.Skip(from).Take(size).ToList();
                var bytes = steps.Sum(step => step.Command.Sum(argument => argument.Length + BytesAroundArgument));
                // What the log holds of a step may be shorter or longer than its command.
                foreach (var length in (int[])[bytes, bytes - (size * 8), bytes + (size * 8)])
                {
                    var write = new PlanStep
                    {
                        AtUs = steps[0].AtUs,
                        Client = steps[0].Client,
                        Command = ["SET", "x", new string('x', Math.Max(1, length - BytesOfASet))],
                    };
                    yield return plan with
                    {
                        Steps = [.. plan.Steps.Take(from), write, .. plan.Steps.Skip(from + size)]
                    };
                }
            }
        }
    }

    private static IEnumerable<Plan> FewerClients(Plan plan)
    {
        var clients = plan.Steps.Select(step => step.Client).Where(client => client > 0).Distinct().Order().ToArray();
        foreach (var client in clients)
        {
            yield return plan
                with
            {
                Steps = [.. plan.Steps.Select(
                    step => step.Client == client ? step with { Client = 0 } : step)]
            };
        }
    }

    /// <summary>
    /// Shortens each wait before a step: to nothing, to a half, or to whole milliseconds. Later steps move with it.
    /// </summary>
    private static IEnumerable<Plan> EarlierSteps(Plan plan)
    {
        var before = 0L;
        for (var i = 0; i < plan.Steps.Count; i++)
        {
            var gap = plan.Steps[i].AtUs - before;
            before = plan.Steps[i].AtUs;
            foreach (var shorter in (long[])[0, gap / 2 / RoundUs * RoundUs, gap / RoundUs * RoundUs])
            {
                if (shorter < gap)
                {
                    yield return plan
                        with
                    {
                        Steps = [.. plan.Steps.Take(i),
                            .. plan.Steps.Skip(i).Select(step => step with { AtUs = step.AtUs - gap + shorter })]
                    };
                }
            }
        }
    }

    /// <summary>Sets the clock by less, and shortens pauses.</summary>
    private static IEnumerable<Plan> SmallerSpans(Plan plan)
    {
        for (var i = 0; i < plan.Steps.Count; i++)
        {
            var step = plan.Steps[i];
            foreach (var span in NumberReducer.Lower(Math.Abs(step.ByUs), 1))
            {
                yield return plan
                    with
                {
                    Steps = [.. plan.Steps.Take(i), step with { ByUs = Math.Sign(step.ByUs) * span },
                        .. plan.Steps.Skip(i + 1)]
                };
            }
        }
    }

    private static IEnumerable<Plan> PlainerFaults(Plan plan) =>
        FaultReducer.Plainer(plan.Faults).Select(faults => plan with { Faults = faults });

    /// <summary>
    /// Settings nearer to the plainest plan: one seed throughout, each setting at its default, a smaller log for a
    /// rewrite, and fewer known defects.
    /// </summary>
    private static IEnumerable<Plan> PlainerSettings(Plan plan)
    {
        if (plan.Reseed is not null)
        {
            yield return plan with { Reseed = null };
        }

        if (plan.Busy)
        {
            yield return plan with { Busy = false };
        }

        if (plan.Pipeline > 1)
        {
            yield return plan with { Pipeline = 1 };
        }

        if (plan.PipePages != new Plan().PipePages)
        {
            yield return plan with { PipePages = new Plan().PipePages };
        }

        foreach (var config in PlainerConfigs(plan.Config).Where(config => config != plan.Config))
        {
            yield return plan with { Config = config };
        }
    }

    private static IEnumerable<PlanConfig> PlainerConfigs(PlanConfig config) =>
    [
        config with { NoFsyncOnRewrite = false },
        config with { AutoRewritePercentage = 0, AutoRewriteMinSize = new PlanConfig().AutoRewriteMinSize },
        config with { LoadTruncated = true },
        config with { IncrementalFsync = true },
        config with { UseRdbPreamble = false },
        config with { Timestamps = false },
        config with { StartsOff = false },
        config with { ThresholdDivisor = 1 },
        .. NumberReducer.Lower(config.AutoRewriteMinSize, 1).Where(_ => config.AutoRewritePercentage > 0).Select(
        bytes => config with { AutoRewriteMinSize = bytes }),
        .. NumberReducer.Lower(config.AutoRewritePercentage, 1).Select(
        percentage => config with { AutoRewritePercentage = (int)percentage }),
        .. config.Defects.Select(
        (_, i) => config
            with { Defects = config.Defects.Count > 1 ? ListReducer.Without(config.Defects, i, 1) : config.Defects }),
    ];

    private static IEnumerable<Plan> PlainerDisk(Plan plan)
    {
        if (plan.Disk.CapacityBytes > 0)
        {
            yield return plan with { Disk = plan.Disk with { CapacityBytes = 0 } };
        }

        foreach (var bytes in NumberReducer.Lower(plan.Disk.CapacityBytes, 1))
        {
            yield return plan with { Disk = plan.Disk with { CapacityBytes = bytes } };
        }

        var usual = new PlanDisk().SyncMaxUs;
        if (plan.Disk.SyncMaxUs != usual)
        {
            yield return plan with { Disk = plan.Disk with { SyncMaxUs = usual } };
        }

        if (plan.Disk.EvictsAfter > 0)
        {
            yield return plan with { Disk = plan.Disk with { EvictsAfter = 0 } };
        }

        foreach (var preset in Presets.TakeWhile(name => name != plan.Disk.Preset))
        {
            yield return plan with { Disk = plan.Disk with { Preset = preset } };
        }
    }

    /// <summary>Arguments of commands: shorter, or smaller where they are numbers.</summary>
    private static IEnumerable<Plan> SmallerValues(Plan plan)
    {
        for (var i = 0; i < plan.Steps.Count; i++)
        {
            var step = plan.Steps[i];
            for (var argument = 1; argument < step.Command.Count; argument++)
            {
                foreach (var smaller in Smaller(step.Command[argument]))
                {
                    var command = step.Command.ToArray();
                    command[argument] = smaller;
                    yield return plan
                        with
                    {
                        Steps = [.. plan.Steps.Take(i), step with { Command = command },
                            .. plan.Steps.Skip(i + 1)]
                    };
                }
            }
        }
    }

    private static IEnumerable<string> Smaller(string argument)
    {
        if (long.TryParse(argument, System.Globalization.NumberStyles.None,
            System.Globalization.CultureInfo.InvariantCulture, out var number))
        {
            return NumberReducer.Lower(number, 1).Select(
                lower => lower.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        return argument.Length < 3 ? [] : [argument[..1], argument[..(argument.Length / 2)]];
    }
}
