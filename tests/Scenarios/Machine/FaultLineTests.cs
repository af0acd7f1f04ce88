using System.Text.Json;
using Sim.Machine.Faults;
using Sim.Machine.Random;
using Sim.Machine.Tracing;
using Sim.Os;

namespace Tests.Scenarios.Machine;

public class FaultLineTests
{
    [Theory]
    [InlineData("bit 12 flipped on read by server of appendonly.aof, 1st call, once")]
    [InlineData("ENOSPC on write by server of appendonly.aof, 3rd call, once")]
    [InlineData("EIO on sync-data by background, 1st call, for ever")]
    [InlineData("only 5 bytes on pipe-read by child of pipe:[2], 112th call, 5 times")]
    [InlineData("2000000 us more on sync, chance 1/50, for ever")]
    [InlineData("EAGAIN on fork, 22nd call, once")]
    [InlineData("EDQUOT on write of a, b of c by d on e, 2nd call, once")]
    [InlineData("EMFILE on open-directory of temp-*.aof, 11th call, 3 times")]
    [InlineData("SIGKILL before the effect on write by server, 3rd call, once")]
    [InlineData("SIGKILL after the effect on rename by child of temp-*, 1st call, once")]
    [InlineData("journal abort on sync-data by background, 2nd call, once")]
    [InlineData("exit 255 on sync by child, 1st call, for ever")]
    [InlineData("hang on sync-data by background, 2nd call, once")]
    [InlineData("hang on pipe-read by child of pipe:[3], chance 1/9, once")]
    public void ALineIsReadAndPrintedBack(string line)
    {
        var fault = FaultLines.Parsed(line);
        Assert.Equal(line, fault.ToString());
        Assert.Equal(fault, FaultLines.Parsed(fault.ToString()));
    }

    [Fact]
    public void EveryCallActorAndErrnoPrintsAndParses()
    {
        foreach (var call in Enum.GetValues<SystemCall>())
        {
            foreach (var errno in Enum.GetValues<Errno>().Where(errno => errno != Errno.None))
            {
                var by = (Actor)((int)errno % 3);
                var fault = new Fault()
                {
                    Call = call,
                    By = by,
                    Nth = (int)errno,
                    Errno = errno,
                    Times = Fault.ForEver,
                };
                Assert.Equal(fault, FaultLines.Parsed(fault.ToString()));
            }
        }
    }

    [Fact]
    public void ALineSaysWhatItMeans()
    {
        var expected = new Fault()
        {
            Call = SystemCall.Write,
            By = Actor.Server,
            Path = "appendonly.aof",
            Chance = new Ratio(numerator: 1, denominator: 50),
            Times = 2,
            Kind = FaultKind.Short,
            Amount = 7,
        };
        Assert.Equal(
            expected, FaultLines.Parsed("only 7 bytes on write by server of appendonly.aof, chance 1/50, 2 times"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("EIO on write")]
    [InlineData("EIO on write, once")]
    [InlineData(", , on ")]
    [InlineData("EWHAT on write, 1st call, once")]
    [InlineData("EIO on wrote, 1st call, once")]
    [InlineData("EIO on write by nobody, 1st call, once")]
    [InlineData("EIO on write, 3st call, once")]
    [InlineData("EIO on write, 0th call, once")]
    [InlineData("EIO on write, chance 3/2, once")]
    [InlineData("EIO on write, 1st call, 0 times")]
    [InlineData("EIO on write, 1st call, -1 times")]
    [InlineData("EIO on write, 99999999999th call, once")]
    [InlineData("only 0 bytes on write, 1st call, once")]
    [InlineData("only 3 bytes on fork, 1st call, once")]
    [InlineData("EIO on write of , 1st call, once")]
    [InlineData("SIGKILL before the effect on write, 1st call, once")]
    [InlineData("SIGKILL after the effect on sync-data by background, 1st call, once")]
    [InlineData("SIGKILL on write by child, 1st call, once")]
    [InlineData("exit 1 on write by server, 1st call, once")]
    [InlineData("exit 0 on write by child, 1st call, once")]
    [InlineData("exit 256 on write by child, 1st call, once")]
    [InlineData("hang on write by server, 1st call, once")]
    [InlineData("hang on write, 1st call, once")]
    public void AWrongLineIsRefusedInWords(string line)
    {
        Assert.False(Fault.TryParse(line, out var fault, out var problem));
        Assert.Null(fault);
        Assert.False(string.IsNullOrWhiteSpace(problem));
    }

    [Fact]
    public void InJsonAFaultIsItsLine()
    {
        var plan = FaultLines.Plan(
            "EIO on sync, 1st call, once", "only 5 bytes on write of a*, chance 1/50, for ever");
        var json = JsonSerializer.Serialize(plan);
        Assert.Contains("\"EIO on sync, 1st call, once\"", json, StringComparison.Ordinal);
        Assert.Equal(plan, JsonSerializer.Deserialize<FaultPlan>(json));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Fault>("\"EIO\""));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Fault>("{}"));
    }

    [Fact]
    public void APlanRefusesAFaultThatMakesNoSense()
    {
        Assert.Throws<ArgumentException>(() => new FaultPlan([new Fault { Call = SystemCall.Write, Nth = 1 }]));
    }

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("a*", "a", true)]
    [InlineData("a*c", "abc", true)]
    [InlineData("a*c", "abcd", false)]
    [InlineData("*.aof", "temp.aof", true)]
    [InlineData("*a*b*", "xxaxxbxx", true)]
    [InlineData("*a*b*", "xxbxxaxx", false)]
    [InlineData("a", "ab", false)]
    public void AStarStandsForAnyCharacters(string pattern, string path, bool matches)
    {
        var faults = new FaultInjector(FaultLines.Plan($"EIO on open of {pattern}, 1st call, once"), new Seed(1));
        Assert.Equal(matches, faults.Decide(SystemCall.Open, Actor.Server, path, mostShort: 0).Error == Errno.EIO);
    }
}
