namespace Tests.Scenarios.Peer;

/// <summary>
/// A theory about a real redis-server 7.0 beside ours. Where there is none it is skipped and says so, unless
/// SIM_REQUIRE_PEER is set, as it is where the suite decides whether a change lands: then it runs and fails.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public class PeerTheoryAttribute : TheoryAttribute
{
    /// <summary>Replies and logs are compared with those of this version: what differs in it is known (<see cref="Agreement"/>).</summary>
    private const string Version = "v=7.0.";

    private static readonly string? Missing = RedisProcess.Missing ?? OtherVersion();

    public PeerTheoryAttribute()
        : this(null)
    {
    }

    /// <summary>A theory that needs something more, which may be missing.</summary>
    protected PeerTheoryAttribute(string? alsoMissing)
    {
        if ((Missing ?? alsoMissing) is { } missing && Environment.GetEnvironmentVariable("SIM_REQUIRE_PEER") is null or "" or "0")
        {
            Skip = $"No redis-server 7.0 to compare with: {missing}.";
        }
    }

    private static string? OtherVersion()
    {
        var version = RedisProcess.Version();
        return version.Contains(Version, StringComparison.Ordinal) ? null : $"what is here is {version}";
    }
}

/// <summary>The same about redis-check-aof and redis-check-rdb, which are beside the server.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CheckerTheoryAttribute() : PeerTheoryAttribute(RedisChecker.Missing);
