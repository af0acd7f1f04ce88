using Aof.Data;

namespace Aof.KnownDefects;

/// <summary>Which files make the log of a dialect.</summary>
public static class DialectLayout
{
    /// <summary>The files of the log: one until Redis 6.2, several since 7.0.</summary>
    public static LogLayout Layout(this Dialect dialect) =>
        dialect >= Dialect.Redis7 ? LogLayout.MultiPart : LogLayout.SingleFile;
}
