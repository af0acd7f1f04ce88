using System.Diagnostics;
using Sim.Machine.CrashTesting;
using Tests.Scenarios.Library.Mistakes;

namespace Bench;

/// <summary>
/// How long CrashTest takes to find each classic mistake with default options, how many states the right stores pass,
/// and what a second job brings: the figures of docs/mistakes.md. Seconds are of processor time, except for the jobs.
/// </summary>
internal static class MistakeFigures
{
    private const int RightStates = 500_000;
    private const int SeedsAtOnce = 10;
    private const int SlowestSeconds = 10;

    /// <summary>Prints the figures, line by line. Returns 1 when a goal is missed.</summary>
    /// <param name="output">Where to.</param>
    public static int Run(TextWriter output)
    {
        var allFound = Enum.GetValues<Mistake>().Where(mistake => mistake != Mistake.None)
            .Select(mistake => IsFound(mistake, output)).ToList().TrueForAll(found => found);
        var noneFound = new (string Name, MistakenStoreTest Test)[]
        {
            ("log", MistakenStoreTest.Of(Mistake.None)), ("tables", MistakenStoreTest.OfTables()),
            ("pages", MistakenStoreTest.OfPages(Mistake.None, keepsJournal: false)),
            ("pages with a kept journal", MistakenStoreTest.OfPages(Mistake.None, keepsJournal: true)),
        }.Select(right => IsRight(right.Name, right.Test, output)).ToList().TrueForAll(right => right);
        Jobs(output);
        return allFound && noneFound ? 0 : 1;
    }

    private static bool IsFound(Mistake mistake, TextWriter output)
    {
        var before = Environment.CpuUsage.TotalTime;
        var report = CrashTest.Run(MistakenStoreTest.Of(mistake));
        var seconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        var found = report.Failure is { Kind: not CrashFailureKind.Vacuous } && seconds < SlowestSeconds;
        output.WriteLine(Invariant(
            $"{MistakeWords.Of(mistake)}: {(found ? "found" : "MISSED")}, seed {report.Seeds}, ")
            + Invariant($"{report.Counts.States} states, {seconds:0.00} s"));
        output.Flush();
        return found;
    }

    private static bool IsRight(string name, MistakenStoreTest test, TextWriter output)
    {
        var (states, first, before) = (0L, 1UL, Environment.CpuUsage.TotalTime);
        while (states < RightStates)
        {
            var report = CrashTest.Run(test, new CrashTestOptions { FirstSeed = first, Seeds = SeedsAtOnce });
            if (report.Failure is { } failure)
            {
                output.WriteLine($"right {name}: FALSE ALARM\n{failure.Story}");
                return false;
            }

            states += report.Counts.States;
            first += SeedsAtOnce;
        }

        var seconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        output.WriteLine(Invariant(
            $"right {name}: nothing in {states} states, {first - 1} seeds, {seconds:0} s"));
        output.Flush();
        return true;
    }

    /// <summary>One job and two in turn, so that the load is the same for both. The best of three each.</summary>
    private static void Jobs(TextWriter output)
    {
        var best = new double[3];
        for (var round = 0; round < 3; round++)
        {
            foreach (var jobs in new[] { 1, 2 })
            {
                var watch = Stopwatch.StartNew();
                _ = CrashTest.Run(
                    MistakenStoreTest.Of(Mistake.None), new CrashTestOptions { Seeds = SeedsAtOnce, Jobs = jobs });
                var seconds = watch.Elapsed.TotalSeconds;
                best[jobs] = best[jobs] == 0 ? seconds : Math.Min(best[jobs], seconds);
            }
        }

        output.WriteLine(Invariant(
            $"jobs: {best[1]:0.0} s with one, {best[2]:0.0} s with two, {best[1] / best[2]:0.00} times as fast"));
    }
}
