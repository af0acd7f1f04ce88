using Aof.Format;
using Aof.KnownDefects;

namespace Aof.Rdb;

/// <summary>The versions of the format.</summary>
internal static class RdbVersion
{
    /// <summary>The version that Redis 5.0 to 6.2 write.</summary>
    public const short Redis6 = 9;

    /// <summary>The version that Redis 7.0 writes.</summary>
    public const short Redis7 = 10;

    /// <summary>The version that Redis 7.2 and Valkey 8 write.</summary>
    public const short Redis72 = 11;

    /// <summary>The version that Redis 7.4 and 8.0 write.</summary>
    public const short Redis74 = 12;

    /// <summary>The version of Redis 8.6, the newest that is read.</summary>
    public const short Newest = 13;

    /// <summary>The version of Valkey 9.0, which has numbers of its own.</summary>
    public const short Valkey9 = 80;

    /// <summary>The version that a dialect writes.</summary>
    public static short Of(Dialect dialect) => dialect switch
    {
        Dialect.Redis6 => Redis6,
        Dialect.Redis7 => Redis7,
        Dialect.Redis72 or Dialect.Valkey8 => Redis72,
        Dialect.Valkey9 => Valkey9,
        Dialect.Redis74 or Dialect.Redis8 => Redis74,
        Dialect.Redis86 => Newest,
        _ => throw new ArgumentOutOfRangeException(nameof(dialect)),
    };

    /// <summary>
    /// The newest version of Redis's format that a log may hold: of a released server, the one that it writes; Valkey 9
    /// knows what Valkey 8 writes.
    /// </summary>
    public static int NewestInLog(Dialect dialect, bool asReleased) => !asReleased ? Newest : dialect switch
    {
        Dialect.Valkey9 => Redis72,
        _ => Of(dialect),
    };

    /// <summary>
    /// Whether a file begins as an RDB file does: of Redis, or of Valkey 9, which no version of Redis takes for one.
    /// </summary>
    public static bool Begins(ByteReader file, Dialect dialect, bool asReleased) => file.BeginsWith("REDIS"u8)
        || ((!asReleased || dialect == Dialect.Valkey9) && file.BeginsWith("VALKEY"u8));

    /// <summary>The first version with a checksum at the end.</summary>
    public const int FirstWithChecksum = 5;
}
