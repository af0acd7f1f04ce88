using System.Globalization;
using Sim.Machine.Disk;
using Sim.Machine.Random;

namespace Tests.Scenarios.Disk;

/// <summary>
/// Every plan of up to three writing steps on a log, without a rewrite and with one at every place, careful or
/// careless: at every crash point each preset leaves exactly the images that the reference model counts.
/// </summary>
public sealed class SmallScopeTests
{
    private static readonly DiskImage Initial = DiskStory.Given(("log", "L")).Disk.CachedImage();

    [Theory]
    [InlineData("ideal", 3, 28_218)]
    [InlineData("ext4-ordered", 3, 53_013)]
    [InlineData("ext4-dioread-lock", 3, 45_190)]
    [InlineData("ext4-writeback", 3, 53_365)]
    [InlineData("ext4-journal", 3, 28_218)]
    [InlineData("xfs", 3, 42_167)]
    [InlineData("btrfs", 3, 42_167)]
    [InlineData("btrfs-5.2", 3, 33_411)]
    [InlineData("ext4-journal-6.1", 2, 3_329)]
    [InlineData("redirty", 3, 88_364)]
    [InlineData("posix-weak", 3, 88_364)]
    [InlineData("lying-disk", 2, 18_841)]
    [InlineData("ext4-ordered", 2, 5_438, true)]
    [InlineData("ext4-writeback", 2, 5_481, true)]
    [InlineData("xfs", 2, 4_342, true)]
    [InlineData("posix-weak", 2, 7_932, true)]
    public void EveryCrashLeavesTheImagesOfTheReferenceModel(
        string name, int steps, int total, bool losesPages = false)
    {
        var preset = DiskPreset.Named(name);
        var known = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var images = 0;
        foreach (var plan in Plans(steps, losesPages))
        {
            var story = Run(plan, preset.FailedSync);
            for (var position = 0; position <= story.Disk.Journal.Count; position++)
            {
                var found = story.Crash(position).PowerLossImages(preset, bound: 20_000, new Prng(new Seed(1)));
                images += found.Count;
                Assert.True(found.IsExhaustive);
                Assert.Equal(Counted(name, story, position, known), found.Count);
            }
        }

        Assert.Equal(total, images);
    }

    /// <summary>Plans share their beginnings: what was counted for one is not counted again.</summary>
    private static int Counted(string preset, DiskStory story, int position, SortedDictionary<string, int> known)
    {
        var key = string.Join(';', story.Changes(position).Select((change, index) => TextOf(change)));
        if (!known.TryGetValue(key, out var count))
        {
            // Rule F5 is left to ExhaustionTests: all of these files fit into one block.
            var rules = ReferenceRules.Of(preset) with { StaysUnwritten = false };
            var reference = new ReferenceModel(Initial, story.Changes(position), rules, SmallHistory.Noise);
            known[key] = count = reference.States().Count;
        }

        return count;
    }

    private static string TextOf(Change change) =>
        change is Change.Write write ? write + Convert.ToHexString(write.Data.Span) : change.ToString();

    /// <summary>
    /// A letter a step: a(ppend), o(verwrite), c(ut); s(ync) or f(ailing sync) behind it, and l(oss of the pages);
    /// R(ewrite) or r(ewrite without syncs).
    /// </summary>
    private static IEnumerable<string> Plans(int atMost, bool losesPages)
    {
        string[] steps = ["a", "as", losesPages ? "afl" : "af", "o", "cs"];
        List<string[]> plans = [[]];
        for (var length = 1; length <= atMost; length++)
        {
            plans.AddRange(
                [.. plans.Where(plan => plan.Length == length - 1).SelectMany(
                    plan => steps.Select(step => (string[])[.. plan, step]))]);
        }

        foreach (var plan in plans.Skip(1))
        {
            yield return string.Concat(plan);
            for (var place = 0; place <= plan.Length; place++)
            {
                yield return string.Concat([.. plan[..place], "R", .. plan[place..]]);
                yield return string.Concat([.. plan[..place], "r", .. plan[place..]]);
            }
        }
    }

    private static DiskStory Run(string plan, FailedSync failedSync)
    {
        var story = DiskStory.Given(("log", "L"));
        story.Disk.FailedSync = failedSync;
        var written = 0;
        foreach (var step in plan)
        {
            var data = (written++).ToString(CultureInfo.InvariantCulture);
            _ = step switch
            {
                'a' => story.Append("log", data),
                'o' => story.WriteAt("log", 0, data),
                'c' => story.Truncate("log", Math.Max(0, story["log"].Size - 1)),
                's' => story.Sync("log"),
                'f' => story.SyncFails("log"),
                'l' => story.LosePages("log"),
                'R' => story.Create("temp").Append("temp", "R").Sync("temp").Rename("temp", "log").Sync("."),
                'r' => story.Create("temp").Append("temp", "r").Rename("temp", "log"),
                _ => throw new ArgumentOutOfRangeException(nameof(plan)),
            };
        }

        return story;
    }
}
