using Sim.Check;
using Sim.Check.Rules;
using Sim.Machine.Random;
using Sim.Plans;
using Sim.Run;

namespace Sim.Search;

/// <summary>A moment of a run from which other seeds were tried.</summary>
/// <param name="AtUs">When, in microseconds after the server's start.</param>
/// <param name="What">The latest event.</param>
/// <param name="Failed">The number of branches from there that broke a promise of the same kind, in a crash or in the
/// run itself.</param>
public sealed record BranchPoint(long AtUs, string What, int Failed);

/// <summary>When a violation became inevitable.</summary>
/// <param name="Kind">The promise that the plan breaks.</param>
/// <param name="Branches">The number of branches of each moment.</param>
/// <param name="Points">The moments that were tried, in order of time.</param>
/// <param name="Moments">The number of moments in the run.</param>
public sealed record Inevitability(ViolationKind Kind, int Branches, IReadOnlyList<BranchPoint> Points, int Moments)
{
    /// <summary>The maximum number of moments to try; of more, an evenly spread sample is tried.</summary>
    public const int MaxPoints = 40;

    /// <summary>The first moment from which no branch escapes; null when some escape to the end.</summary>
    public BranchPoint? CertainAfter
    {
        get
        {
            var escape = Points.ToList().FindLastIndex(point => point.Failed < Branches);
            return escape + 1 < Points.Count ? Points[escape + 1] : null;
        }
    }

    /// <summary>
    /// Branches off a failing run after each step and each change of its disk, up to the violation, and counts the
    /// failing branches. A branch is a plan with a <see cref="Plan.Reseed"/> and no crash of its own: every crash of it
    /// is checked. All moments use the same seeds.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="branches">The number of branches from each moment.</param>
    /// <param name="tried">Called with each moment when its branches are done.</param>
    /// <returns>Null when the plan breaks no promise.</returns>
    public static Inevitability? Of(Plan plan, int branches, Action<BranchPoint> tried)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(branches, 1);
        var whole = plan with { Crash = null };
        var replayed = Replayer.Replay(plan);
        if (replayed.Verdict is { States: 0, Violation: null })
        {
            replayed = Replayer.Replay(whole);
        }

        if (replayed.Verdict.Violation is not { } violation)
        {
            return null;
        }

        var seeds = new Seed(plan.Seed).Fork("inevitable");
        var points = new List<BranchPoint>();
        var moments = MomentsOf(replayed.Run, violation);
        foreach (var (atUs, what) in Spread(moments))
        {
            var failed = 0;
            for (var branch = 1; branch <= branches; branch++)
            {
                var verdict =
                    Replayer.Replay(whole with { Reseed = new Reseed(atUs, seeds.Fork(branch).Value) }).Verdict;
                failed += verdict.Violation?.Kind == violation.Kind ? 1 : 0;
            }

            points.Add(new BranchPoint(atUs, what, failed));
            tried(points[^1]);
        }

        return new Inevitability(violation.Kind, branches, points, moments.Count);
    }

    /// <summary>The start, each step, each change of the disk, and the violation, in order of time.</summary>
    private static List<(long AtUs, string What)> MomentsOf(LiveRun run, Violation violation)
    {
        var promises = run.History.Promises;
        var last = violation.Crash?.Position ?? promises.Count - 1;
        var endUs = promises[last].NowUs - Plan.StartUs;
        List<(long AtUs, string What)> moments = [(0, "the start")];
        moments.AddRange(
            run.Steps.Where(step => step.AtUs <= endUs).Select(step => (step.AtUs, PlanText.WhatHappens(step))));
        for (var i = 0; i < last; i++)
        {
            moments.Add((promises[i].NowUs - Plan.StartUs,
                $"change {i + 1} of the disk: {run.Machine.Disk.Journal[i]}"));
        }

        moments.Add((endUs, violation.Crash is null ? "the end of the run" : "the crash"));
        return [.. moments.OrderBy(moment => moment.AtUs)];
    }

    private static List<(long AtUs, string What)> Spread(List<(long AtUs, string What)> moments)
    {
        if (moments.Count <= MaxPoints)
        {
            return moments;
        }

        return [.. Enumerable.Range(0, MaxPoints).Select(i => moments[i * (moments.Count - 1) / (MaxPoints - 1)])];
    }
}
