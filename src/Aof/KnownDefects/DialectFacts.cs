namespace Aof.KnownDefects;

/// <summary>What a dialect decides besides commands.</summary>
public static class DialectFacts
{
    /// <summary>The files of the log: one until Redis 6.2, several since 7.0.</summary>
    public static LogLayout Layout(this Dialect dialect) =>
        dialect >= Dialect.Redis7 ? LogLayout.MultiPart : LogLayout.SingleFile;

    /// <summary>A fork of Redis 7.2.4.</summary>
    public static bool IsValkey(this Dialect dialect) => dialect is Dialect.Valkey8 or Dialect.Valkey9;

    /// <summary>The version that a server of it calls itself.</summary>
    public static string Version(this Dialect dialect) => dialect switch
    {
        Dialect.Redis6 => "6.0.5",
        Dialect.Redis7 => "7.0.15",
        Dialect.Redis72 => "7.2.4",
        Dialect.Valkey8 => "8.1.1",
        Dialect.Valkey9 => "9.1.2",
        Dialect.Redis8 => "8.0.2",
        _ => throw new ArgumentOutOfRangeException(nameof(dialect)),
    };
}
