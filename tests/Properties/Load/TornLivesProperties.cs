using Aof.KnownDefects;
using FsCheck;
using FsCheck.Xunit;
using Sim.Machine.Random;
using Tests.Properties.Given;
using Tests.Scenarios;
using Tests.Scenarios.Load;

namespace Tests.Properties.Load;

/// <summary>
/// A log that 6.0.5 wrote through torn transactions and several starts gives what a plain reading of it gives,
/// with every loader.
/// </summary>
public sealed class TornLivesProperties
{
    private const int Lives = 5;

    [Property(MaxTest = 36)]
    public void EveryLifeLoadsWhatAPlainReadingGives(PositiveInt seed)
    {
        foreach (var (log, kept) in TornLives.Of((ulong)seed.Get, Lives))
        {
            var plain = new PlainLoad(log, kept);
            AssertLoads(plain, log, kept, Profile.Redis605, plain.CutBy605);
            AssertLoads(plain, log, kept, Profile.Hardened, plain.Cut);
        }
    }

    [Property(MaxTest = 36)]
    public void TheFixedServerKeepsWhatItAcknowledges(PositiveInt seed)
    {
        var chance = new Seed((ulong)seed.Get).Stream("more");
        foreach (var (log, kept) in TornLives.Of((ulong)seed.Get, Lives))
        {
            var server = TornLives.Started(log[..kept], Profile.Hardened);
            for (var life = 0; life < 2; life++)
            {
                TornLives.Live(server, chance);
                var before = server.Server.Data.Snapshot();
                Same.Content(before, server.KillAndRestart().Server.Data, "before the kill", "after it");
            }
        }
    }

    [Fact]
    public void TheLivesHoldMultiInsideMulti() =>
        Assert.InRange(
            Enumerable.Range(1, 60).SelectMany(seed => TornLives.Of((ulong)seed, Lives))
                .Count(life => new PlainLoad(life.Log, life.Kept).Nested > 0),
            30, 60 * Lives);

    private static void AssertLoads(PlainLoad plain, string log, int kept, Profile profile, int cut)
    {
        var server = TornLives.Started(log[..kept], profile);
        Same.Content(plain.Data, server.Server.Data, "a plain reading", profile.Name);
        Assert.Equal(log[..cut], server.Content(TestServer.AofName));
        Assert.Equal(plain.Nested, server.Server.Loaded.Refused?.Count ?? 0);
    }
}
