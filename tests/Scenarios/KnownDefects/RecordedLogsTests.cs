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

        // 3.0 counted on in strings that 6.0.5 says are no integers: which commands there are is no part of a profile.
        var executed = recorded.FindAll(
            argv => !w.Send(client, argv).StartsWith("-ERR value is not an integer", StringComparison.Ordinal));
        Assert.InRange(executed.Count, recorded.Count - 3, recorded.Count);
        Assert.Equal(executed.Select(TextOf), Resp.Commands(w.Content(TestServer.AofName)));
    }

    private static string TextOf(Bytes[] argv) => string.Join(' ', argv.Select(argument => argument.ToLatin1()));
}
