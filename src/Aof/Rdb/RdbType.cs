namespace Aof.Rdb;

/// <summary>The form of a value, which precedes it (the RDB_TYPE_ numbers of Redis, up to version 13).</summary>
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
    SetListpack = 20,

    /// <summary>When a consumer was last active, too (Redis 7.2).</summary>
    StreamListpacks3 = 21,

    /// <summary>
    /// Fields with deadlines: of Valkey 9 behind each value, of a release candidate of 7.4 before each field.
    /// </summary>
    HashWithDeadlines = 22,

    /// <summary>The same as one listpack; a release candidate of 7.4.</summary>
    HashListpackWithDeadlines = 23,

    /// <summary>Fields with deadlines, behind the first of them (7.4).</summary>
    HashMetadata = 24,

    /// <summary>The same as one listpack.</summary>
    HashListpackMetadata = 25,

    /// <summary>What producers have sent before, too (Redis 8.6).</summary>
    StreamListpacks4 = 26,
}
