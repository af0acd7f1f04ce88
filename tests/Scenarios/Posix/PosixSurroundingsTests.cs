using Sim.Os;
using Sim.Os.Posix;

namespace Tests.Scenarios.Posix;

public sealed class PosixSurroundingsTests
{
    /// <summary>The first outputs of the published SplitMix64 for the seed 1234567.</summary>
    private static readonly ulong[] Published = [6457827717110365317, 3203168211198807973, 9817491932198370423];

    [PosixFact]
    public void TheSameSeedGivesTheSameChance()
    {
        using var machine = PosixHost.Create(".", new TextLog(TextWriter.Null, PosixHost.SystemClock), seed: 1234567);
        IRandom chance = machine.Host.Random;
        Assert.Equal(Published, Enumerable.Range(0, 3).Select(_ => chance.Next()));
    }

    [Fact]
    public void ALineOfTheLogTellsLevelAndEvent()
    {
        using var text = new StringWriter();
        var log = new TextLog(text, PosixHost.SystemClock);
        log.Write(LogLevel.Verbose, "too fine");
        log.Write(LogLevel.Warning, "it burns");
        Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} # it burns\r?\n$", text.ToString());
    }
}
