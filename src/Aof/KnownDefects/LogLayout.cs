namespace Aof.KnownDefects;

/// <summary>Which files make the log of a version, and so how a rewrite hands over.</summary>
public enum LogLayout
{
    /// <summary>One file, which a rewrite replaces (until Redis 6.2).</summary>
    SingleFile,

    /// <summary>A base and increments, which a manifest names (since Redis 7.0).</summary>
    MultiPart,
}
