namespace Aof.Rdb;

/// <summary>
/// Encodings of strings (the RDB_ENC_ numbers of Redis): the lower six bits of a length whose upper two are set.
/// </summary>
internal static class RdbString
{
    public const int Int8 = 0;
    public const int Int16 = 1;
    public const int Int32 = 2;
    public const int Lzf = 3;

    /// <summary>Only a longer text may be packed, in bytes (rdbSaveRawString() of Redis).</summary>
    public const int WorthPacking = 20;

    /// <summary>A longer text is never stored as a number: -2147483648 has eleven characters.</summary>
    public const int MaxNumberLength = 11;
}
