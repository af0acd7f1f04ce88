using Aof.Data.Values;
using Aof.Format;
using Aof.KnownDefects;

namespace Aof.Rdb;

/// <summary>The forms of values in a preamble of 6.0.5, named like the RDB_TYPE_ numbers.</summary>
public static class Encodings
{
    /// <summary>The forms that are written for Redis's own types.</summary>
    public static IReadOnlyList<string> Written { get; } =
    [
        nameof(RdbType.String), nameof(RdbType.ListQuicklist), nameof(RdbType.SetIntset), nameof(RdbType.Set),
        nameof(RdbType.SortedSetZiplist),
        nameof(RdbType.SortedSet2), nameof(RdbType.HashZiplist), nameof(RdbType.Hash), nameof(RdbType.StreamListpacks),
    ];

    /// <summary>The form in which a value is written.</summary>
    public static string Of(Value value, Thresholds thresholds) =>
        ValueWriter.TypeOf(value, thresholds, Dialect.Redis6).ToString();
}
