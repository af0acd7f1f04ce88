using Aof.KnownDefects;

namespace Tests.Scenarios.Peer;

/// <summary>The profile of the real server that is here.</summary>
internal static class PeerProfile
{
    /// <summary>
    /// How a server calls itself, and the profile that stands for it. Redict is a fork of Redis 7.2.4 with the forms of
    /// values of that version.
    /// </summary>
    private static readonly (string Words, Profile Profile)[] Known =
    [
        ("Redis server v=7.0.", Profile.Redis70),
        ("Redict server v=7.3.", Profile.Redis72),
        ("Valkey server v=8.1.", Profile.Valkey81),
        ("Valkey server v=9.1.", Profile.Valkey91),
        ("Redis server v=8.0.", Profile.Redis80),
        ("Redis server v=8.6.", Profile.Redis86),
    ];

    /// <summary>Why it cannot be compared; null: it can.</summary>
    public static string? Missing { get; } = RedisProcess.Missing ?? (Here is null
        ? $"what is here is {RedisProcess.Version()}"
        : null);

    /// <summary>The profile.</summary>
    /// <exception cref="InvalidOperationException">None is known.</exception>
    public static Profile Current => Here ?? throw new InvalidOperationException(Missing);

    private static Profile? Here => field ??=
        Array.Find(Known, known => RedisProcess.Version().StartsWith(known.Words, StringComparison.Ordinal)).Profile;
}
