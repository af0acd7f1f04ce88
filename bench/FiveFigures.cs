using System.Text.Json;
using Sim.Machine.Disk;
using Sim.Search;

namespace Bench;

/// <summary>
/// <c>five</c>: the five figures that every commit is compared in, each as work done in a second of processor time. All
/// of it is on a simulated machine, so only this project's own code is measured.
/// </summary>
internal static class FiveFigures
{
    private const int Rounds = 3;
    private const int ReplaysARound = 20;
    private const ulong Seeds = 100;
    private const int Commands = 100_000;
    private const int Keys = 20_000;

    /// <summary>Prints the figures as one line of JSON: name, rate.</summary>
    public static int Run(TextWriter output)
    {
        output.WriteLine(JsonSerializer.Serialize(Take()));
        return 0;
    }

    private static SortedDictionary<string, double> Take()
    {
        var log = DiskImage.Of(("appendonly.aof", RecordedLog.Bytes(Commands, Keys)));
        var loaded = new SimulatedServer(log);
        var verdict = StateRate.Judge();
        var replays = Fastest(static () =>
        {
            for (var i = 0; i < ReplaysARound; i++)
            {
                _ = StateRate.Judge();
            }
        });
        return new(StringComparer.Ordinal)
        {
            ["crash states"] = verdict.States * ReplaysARound / replays,
            ["distinct images"] = verdict.DistinctImages * ReplaysARound / replays,
            ["seeds"] = Seeds / Fastest(Explore),
            ["commands loaded"] = Commands / Fastest(() => _ = new SimulatedServer(log)),
            ["keys rewritten"] = loaded.Server.Data[0].Count / Fastest(() => _ = loaded.Rewrite()),
        };
    }

    private static void Explore()
    {
        var explorer = new Explorer(new ExploreOptions());
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            _ = explorer.RunSeed(seed);
        }
    }

    /// <summary>The least processor time of some rounds, in seconds: a disturbance only makes a round longer.</summary>
    private static double Fastest(Action work) =>
        Enumerable.Range(0, Rounds).Min(_ => Measurement.CoreTime(work));
}
