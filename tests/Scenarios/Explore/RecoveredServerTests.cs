using Sim.Check.Crashes;

namespace Tests.Scenarios.Explore;

/// <summary>Recovered servers stand alike when nothing that they say, have or store tells them apart.</summary>
public sealed class RecoveredServerTests
{
    [Theory]
    [InlineData("SET k v", true)]
    [InlineData("SET k w", false)]
    [InlineData("SET k v;SET k v", false)]
    public void ServersOfTheSameLogStandAlike(string commands, bool alike) =>
        Assert.Equal(alike, Standing(Resp.Log("SET k v")) == Standing(Resp.Log(commands.Split(';'))));

    /// <summary>Wherever a tail is torn it is cut at the same place, and the server says that it was.</summary>
    [Fact]
    public void ServersThatCutTheSameCommandStandAlike()
    {
        var (whole, next) = (Resp.Log("SET k v"), Resp.Log("SET k w"));
        var first = Standing(whole + next[..1]);
        for (var torn = 2; torn < next.Length; torn++)
        {
            Assert.Equal(first, Standing(whole + next[..torn]));
        }

        Assert.NotEqual(first, Standing(whole));
        Assert.NotEqual(first, Standing(whole + next));
    }

    private static ulong Standing(string log)
    {
        var w = TestServer.On(log);
        return RecoveredServer.Standing(w.Machine, w.Server, w.Server.Data.Fingerprint());
    }
}
