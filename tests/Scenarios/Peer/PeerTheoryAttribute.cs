namespace Tests.Scenarios.Peer;

/// <summary>
/// A theory about a real redis-server 7.0 beside ours. Where there is none it is skipped and says so, unless
/// SIM_REQUIRE_PEER is set, as it is where the suite decides whether a change lands: then it runs and fails. It takes
/// seconds: see <see cref="Tests.Scenarios.Long"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PeerTheoryAttribute : TheoryAttribute
{
    /// <summary>
    /// Replies and logs are compared with those of this version: what differs in it is known (<see cref="Agreement"/>).
    /// </summary>
    private const string Version = "v=7.0.";

    private static readonly string? Missing = RedisProcess.Missing ?? OtherVersion();

    public PeerTheoryAttribute() => Skip = WhyNot();

    /// <summary>Why such a theory is skipped, for which something more may be missing; null when it runs.</summary>
    public static string? WhyNot(string? alsoMissing = null, bool ofAnyVersion = false) =>
        Environment.GetEnvironmentVariable("SIM_REQUIRE_PEER") is not (null or "" or "0") ? null
        : ((ofAnyVersion ? null : Missing) ?? alsoMissing) is { } missing
            ? $"No redis-server to compare with: {missing}."
            : Long.WhyNot;

    private static string? OtherVersion()
    {
        var version = RedisProcess.Version();
        return version.Contains(Version, StringComparison.Ordinal) ? null : $"what is here is {version}";
    }
}

/// <summary>The same about a server of any version whose profile is known.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AnyPeerTheoryAttribute : TheoryAttribute
{
    public AnyPeerTheoryAttribute() => Skip = PeerTheoryAttribute.WhyNot(PeerProfile.Missing, ofAnyVersion: true);
}

/// <summary>The same about redis-check-aof and redis-check-rdb, which are beside the server.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CheckerTheoryAttribute : TheoryAttribute
{
    public CheckerTheoryAttribute() => Skip = PeerTheoryAttribute.WhyNot(RedisChecker.Missing);
}
