namespace Aof.Rdb;

/// <summary>The versions of the format.</summary>
internal static class RdbVersion
{
    /// <summary>The version that Redis 5.0 to 6.2 and this code write.</summary>
    public const int Written = 9;

    /// <summary>The version of Redis 7.0, the newest that is read.</summary>
    public const int Newest = 10;

    /// <summary>The first version with a checksum at the end.</summary>
    public const int FirstWithChecksum = 5;
}
