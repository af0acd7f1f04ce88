using Aof.Data;
using Aof.Format;

namespace Aof.Rdb;

/// <summary>The versions of the format.</summary>
internal static class RdbVersion
{
    /// <summary>The version that Redis 5.0 to 6.2 write.</summary>
    public const short Redis6 = 9;

    /// <summary>The version that Redis 7.0 writes.</summary>
    public const short Redis7 = 10;

    /// <summary>The version of Redis 7.4, the newest that is read.</summary>
    public const int Newest = 12;

    /// <summary>The version of Valkey 9.0, which has numbers of its own.</summary>
    public const int Valkey9 = 80;

    /// <summary>The version that a dialect writes.</summary>
    public static short Of(Dialect dialect) => dialect >= Dialect.Redis7 ? Redis7 : Redis6;

    /// <summary>The newest version that a log may hold: of a version of Redis, the one that it writes.</summary>
    public static int NewestInLog(Dialect dialect, bool asReleased) => asReleased ? Of(dialect) : Newest;

    /// <summary>
    /// Whether a file begins as an RDB file does: of Redis, or of Valkey 9, which no version of Redis takes for one.
    /// </summary>
    public static bool Begins(ByteReader file, bool asReleased) =>
        file.BeginsWith("REDIS"u8) || (!asReleased && file.BeginsWith("VALKEY"u8));

    /// <summary>The first version with a checksum at the end.</summary>
    public const int FirstWithChecksum = 5;
}
