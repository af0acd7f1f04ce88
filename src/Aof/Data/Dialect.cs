namespace Aof.Data;

/// <summary>
/// Whose commands, replies, log records and forms of values a server has. Later ones compare greater.
/// </summary>
public enum Dialect
{
    /// <summary>Redis 6.0.5.</summary>
    Redis6,

    /// <summary>Redis 7.0.15.</summary>
    Redis7,

    /// <summary>Redis 7.0.15, with WAITAOF of 7.2.</summary>
    Redis72,
}
