namespace RandomCalls;

/// <summary>The calls of the kernel that a life makes (asm/unistd_64.h), and three of its own below zero.</summary>
internal enum KernelCall
{
    /// <summary>Stores bytes at an address: the slot, an offset, the byte, the count.</summary>
    Store = -1,

    /// <summary>Starts a child: the address of its calls, and their number.</summary>
    Fork = -2,

    /// <summary>Loads a number of 32 bits from an address.</summary>
    Load = -3,

    Read = 0,
    Write = 1,
    Open = 2,
    Close = 3,
    Seek = 8,
    Map = 9,
    WriteAt = 18,
    WriteMany = 20,
    SyncMap = 26,
    Duplicate = 32,
    SendFile = 40,
    Wait = 61,
    Sync = 74,
    SyncData = 75,
    CutPath = 76,
    Cut = 77,
    ChangeDirectory = 80,
    Rename = 82,
    MakeDirectory = 83,
    RemoveDirectory = 84,
    Create = 85,
    Link = 86,
    Unlink = 87,
    SymbolicLink = 88,
    OpenAt = 257,
    UnlinkAt = 263,
    RenameAt = 264,
    Splice = 275,
    SyncRange = 277,
    Allocate = 285,
    Pipe = 293,
    WriteManyAt = 296,
    SyncAll = 306,
    RenameAt2 = 316,
    CopyRange = 326,
    WriteManyAt2 = 328,
    OpenAt2 = 437,
}
