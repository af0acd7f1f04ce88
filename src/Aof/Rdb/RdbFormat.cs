namespace Aof.Rdb;

/// <summary>The form of a value, which precedes it (the RDB_TYPE_ numbers of Redis, up to version 10).</summary>
internal enum RdbType : byte
{
    String = 0,
    List = 1,
    Set = 2,

    /// <summary>Scores as text.</summary>
    SortedSet = 3,
    Hash = 4,

    /// <summary>Scores as eight bytes.</summary>
    SortedSet2 = 5,
    Module = 6,
    Module2 = 7,
    HashZipmap = 9,
    ListZiplist = 10,
    SetIntset = 11,
    SortedSetZiplist = 12,
    HashZiplist = 13,
    ListQuicklist = 14,
    StreamListpacks = 15,
    HashListpack = 16,
    SortedSetListpack = 17,
    ListQuicklist2 = 18,
    StreamListpacks2 = 19,
}

/// <summary>Other bytes at the place of a value's type (the RDB_OPCODE_ numbers of Redis).</summary>
internal static class RdbOpcode
{
    public const byte Function = 245;
    public const byte FunctionBeforeRelease = 246;
    public const byte ModuleAux = 247;
    public const byte Idle = 248;
    public const byte Frequency = 249;
    public const byte Aux = 250;
    public const byte ResizeDatabase = 251;
    public const byte DeadlineMs = 252;
    public const byte DeadlineSeconds = 253;
    public const byte SelectDatabase = 254;
    public const byte End = 255;
}

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
