namespace Aof.Rdb;

/// <summary>
/// What stands before each value: how it is written (the RDB_TYPE_ numbers of Redis, up to version 10).
/// </summary>
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

/// <summary>What else may stand where a key begins (the RDB_OPCODE_ numbers of Redis).</summary>
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
/// How a string stands there that is not its plain bytes: the lower six bits of a length whose upper two are set.
/// </summary>
internal static class RdbString
{
    public const int Int8 = 0;
    public const int Int16 = 1;
    public const int Int32 = 2;
    public const int Lzf = 3;

    /// <summary>A text longer than this may be worth packing, in bytes.</summary>
    public const int WorthPacking = 20;

    /// <summary>A text longer than this is not looked at for a number: -2147483648 has eleven characters.</summary>
    public const int LongestNumber = 11;
}

/// <summary>The versions of the format.</summary>
internal static class RdbVersion
{
    /// <summary>What Redis 5.0 to 6.2 write, and this writes.</summary>
    public const int Written = 9;

    /// <summary>What Redis 7.0 writes: the newest that is read.</summary>
    public const int Newest = 10;

    /// <summary>From here on a file ends with a checksum.</summary>
    public const int FirstWithChecksum = 5;
}
