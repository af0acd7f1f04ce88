namespace Aof.KnownDefects;

/// <summary>
/// Whose commands, replies, log records and forms of values a server has. One that builds on another compares greater;
/// Valkey left Redis after 7.2.
/// </summary>
public enum Dialect
{
    /// <summary>Redis 6.0.5.</summary>
    Redis6,

    /// <summary>Redis 7.0.15.</summary>
    Redis7,

    /// <summary>Redis 7.2: WAITAOF, numbers with as few digits as possible, consumers that each read makes.</summary>
    Redis72,

    /// <summary>Valkey 8.1.</summary>
    Valkey8,

    /// <summary>Valkey 9.1.</summary>
    Valkey9,

    /// <summary>Redis 7.4: deadlines of the fields of hashes.</summary>
    Redis74,

    /// <summary>Redis 8.0: HSETEX, HGETEX and HGETDEL, and offsets in the manifest.</summary>
    Redis8,

    /// <summary>Redis 8.6, with what 8.2 and 8.4 brought.</summary>
    Redis86,
}
