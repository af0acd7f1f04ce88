using Aof.Data.Execution;
using Aof.KnownDefects;
using Aof.State;
using Sim.Machine.Random;

namespace Tests.Scenarios.Load;

/// <summary>
/// Logs that the simulated 6.0.5 writes through several lives. A life starts on what the last one left, executes single
/// commands and transactions, and is killed; then some bytes of what it wrote are lost. So one torn transaction may
/// follow another.
/// </summary>
internal static class TornLives
{
    /// <summary>What each life leaves: the log as it was written, and how many bytes of it are kept.</summary>
    public static IEnumerable<(string Log, int Kept)> Of(ulong seed, int lives, string log = "")
    {
        var chance = new Seed(seed).Stream("torn lives");
        for (var life = 0; life < lives; life++)
        {
            var server = Started(log, Profile.Redis605);
            var before = server.Content(TestServer.AofName).Length;
            Live(server, chance);
            log = server.Content(TestServer.AofName);
            var kept = chance.Range(before, log.Length);
            yield return (log, kept);
            log = log[..kept];
        }
    }

    /// <summary>A server of a profile on such a log.</summary>
    public static TestServer Started(string log, Profile profile) =>
        TestServer.Up(new AofConfig { AutoRewritePercentage = 0, Defects = profile.Defects }, log);

    /// <summary>Some commands and transactions, whose order and number show in the dataset.</summary>
    public static void Live(TestServer server, Prng chance)
    {
        var client = new Session(new Reply());
        for (var errands = chance.Range(1, 4); errands > 0; errands--)
        {
            string[] commands = [.. Enumerable.Range(0, chance.Range(1, 4)).Select(_ => Command(chance))];
            string[] errand = chance.Below(3) == 0 ? [commands[0]] : ["MULTI", .. commands, "EXEC"];
            Array.ForEach(errand, command => server.SendBytes(client, TestServer.Words(command)));
        }
    }

    private static string Command(Prng chance)
    {
        var letter = (char)('a' + chance.Below(4));
        return chance.Below(5) switch
        {
            0 => Invariant($"SELECT {chance.Below(2)}"),
            1 => Invariant($"SET s{letter} {chance.Below(100)}"),
            2 => $"INCR s{letter}",
            3 => Invariant($"APPEND t{letter} {chance.Below(10)}"),
            _ => Invariant($"RPUSH l{letter} {chance.Below(10)}"),
        };
    }
}
