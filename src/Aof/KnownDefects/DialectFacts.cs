namespace Aof.KnownDefects;

/// <summary>What a dialect decides besides commands.</summary>
public static class DialectFacts
{
    /// <summary>The files of the log: one until Redis 6.2, several since 7.0.</summary>
    public static LogLayout Layout(this Dialect dialect) =>
        dialect >= Dialect.Redis7 ? LogLayout.MultiPart : LogLayout.SingleFile;

    /// <summary>A fork of Redis 7.2.4.</summary>
    public static bool IsValkey(this Dialect dialect) => dialect is Dialect.Valkey8 or Dialect.Valkey9;

    /// <summary>Fields of hashes may have deadlines: since Redis 7.4 and Valkey 9.0.</summary>
    public static bool HasFieldDeadlines(this Dialect dialect) =>
        dialect == Dialect.Valkey9 || dialect >= Dialect.Redis74;

    /// <summary>The manifest says how many records came before an increment: since Redis 8.0.</summary>
    public static bool HasOffsets(this Dialect dialect) => dialect >= Dialect.Redis8;

    /// <summary>aof-load-corrupt-tail-max-size is a setting: since Redis 8.4.</summary>
    public static bool MayCutCorruptTail(this Dialect dialect) => dialect >= Dialect.Redis86;

    /// <summary>The newest dialect that is not newer than a server of this version; Redict is a Redis of 7.2.</summary>
    public static Dialect Of(Version version, bool isValkey) => isValkey
        ? version < new Version(9, 0) ? Dialect.Valkey8 : Dialect.Valkey9
        : version switch
        {
            _ when version < new Version(7, 0) => Dialect.Redis6,
            _ when version < new Version(7, 2) => Dialect.Redis7,
            _ when version < new Version(7, 4) => Dialect.Redis72,
            _ when version < new Version(8, 0) => Dialect.Redis74,
            _ when version < new Version(8, 2) => Dialect.Redis8,
            _ => Dialect.Redis86,
        };

    /// <summary>The version that a server of it calls itself.</summary>
    public static string Version(this Dialect dialect) => dialect switch
    {
        Dialect.Redis6 => "6.0.5",
        Dialect.Redis7 => "7.0.15",
        Dialect.Redis72 => "7.2.4",
        Dialect.Valkey8 => "8.1.1",
        Dialect.Valkey9 => "9.1.2",
        Dialect.Redis74 => "7.4.0",
        Dialect.Redis8 => "8.0.2",
        Dialect.Redis86 => "8.6.3",
        _ => throw new ArgumentOutOfRangeException(nameof(dialect)),
    };
}
