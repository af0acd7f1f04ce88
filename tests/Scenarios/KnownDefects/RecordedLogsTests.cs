using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.KnownDefects;
using Aof.State;
using Tests.Scenarios.Data;

namespace Tests.Scenarios.KnownDefects;

/// <summary>
/// What real servers logged: sent again by a client to a server of the same profile, it is logged as it stands.
/// </summary>
public sealed class RecordedLogsTests
{
    [Theory]
    [InlineData("redis-3.0.7", "strings")]
    [InlineData("redis-3.0.7", "keys")]
    [InlineData("redis-3.0.7", "lists")]
    [InlineData("redis-3.0.7", "sets")]
    [InlineData("redis-6.0.5", "strings")]
    [InlineData("redis-6.0.5", "keys")]
    public void ARecordedLogIsLoggedAgainAsItStands(string version, string family)
    {
        var recorded = new Recording(version, family).Log("appendonly.aof");
        var w =
            TestServer.Up(new AofConfig { AutoRewritePercentage = 0, Defects = Profile.Named(version)!.Defects });
        var client = new Session(new Reply());

        recorded.ForEach(argv => Assert.NotEqual('-', w.Send(client, argv)[0]));
        Assert.Equal(recorded.Select(TextOf), Resp.Commands(w.Content(TestServer.AofName)));
    }

    private static string TextOf(Bytes[] argv) => string.Join(' ', argv.Select(argument => argument.ToLatin1()));
}
