namespace Aof.State;

/// <summary>When the log is synced (appendfsync).</summary>
public enum FsyncPolicy
{
    /// <summary>Before the replies of a turn leave.</summary>
    Always,

    /// <summary>Once a second, in the background.</summary>
    EverySecond,

    /// <summary>When the operating system decides to.</summary>
    No,
}

/// <summary>The names of the policies in redis.conf and CONFIG.</summary>
public static class FsyncPolicyNames
{
    /// <summary>always, everysec or no.</summary>
    public static string Of(FsyncPolicy policy) => policy switch
    {
        FsyncPolicy.Always => "always",
        FsyncPolicy.EverySecond => "everysec",
        FsyncPolicy.No => "no",
        _ => throw new ArgumentOutOfRangeException(nameof(policy)),
    };
}
