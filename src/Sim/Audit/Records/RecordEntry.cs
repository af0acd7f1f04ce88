namespace Sim.Audit.Records;

/// <summary>What an entry of a record is. The numbers are part of the format.</summary>
public enum EntryKind
{
    /// <summary>A directory of the disk before the run: Path.</summary>
    DirectoryBefore = 1,

    /// <summary>A file of the disk before the run: Path, Data.</summary>
    FileBefore = 2,

    /// <summary>A file or directory got a number, or a number got another file: File, Path. Created where it was not
    /// there; emptied when Number is 1.</summary>
    Opened = 3,

    /// <summary>Bytes were written: File, Number is the offset, Data.</summary>
    Written = 4,

    /// <summary>The size was set: File, Number.</summary>
    Resized = 5,

    /// <summary>A rename: Path, ToPath.</summary>
    Renamed = 6,

    /// <summary>A file was unlinked: Path.</summary>
    Unlinked = 7,

    /// <summary>A directory was made: Path.</summary>
    DirectoryMade = 8,

    /// <summary>A sync began in this thread: File, or 0 for the whole disk; Number is 1 for fdatasync(2).</summary>
    SyncBegan = 9,

    /// <summary>The sync of this thread returned: Number is its errno.</summary>
    SyncEnded = 10,

    /// <summary>The program began to write this: Data, and File is the channel: 1 for its standard output, 2 for the
    /// file of its acknowledgements.</summary>
    Said = 11,

    /// <summary>The program did what the recorder cannot follow: Path says what.</summary>
    NotFollowed = 12,

    /// <summary>A directory of the disk after the run: Path.</summary>
    DirectoryAfter = 13,

    /// <summary>A file of the disk after the run: Path, Data is its size and hash.</summary>
    FileAfter = 14,

    /// <summary>The run has ended: Number is the exit code. Nothing follows.</summary>
    Ended = 15,

    /// <summary>The program read this from a connection that it had accepted: Data, and File is the channel.</summary>
    Heard = 16,

    /// <summary>The program wrote this to such a connection.</summary>
    Replied = 17,

    /// <summary>How the program acknowledges, where it is not by lines: Path is the word of the command line.</summary>
    AcknowledgedBy = 18,

    /// <summary>A fault was injected: Path says into which call.</summary>
    Struck = 19,

    /// <summary>An empty directory was removed: Path.</summary>
    DirectoryRemoved = 20,

    /// <summary>The recorder answered a call as a disk that cannot do it: Path says which, and the errno.</summary>
    Declined = 21,
}

/// <summary>One entry of a record. <see cref="EntryKind"/> says which fields count; the others are empty.</summary>
/// <param name="Kind">What it is.</param>
public sealed record RecordEntry(EntryKind Kind)
{
    /// <summary>The channels of the program itself: its standard output, and the file of its acknowledgements. Those of
    /// connections have higher numbers.</summary>
    public const int OutputChannel = 1, LastOwnChannel = 2;

    /// <summary>Microseconds since the run began.</summary>
    public long AtUs { get; init; }

    /// <summary>The thread, by the kernel's number.</summary>
    public int Thread { get; init; }

    /// <summary>The number of a file or directory, or of a channel, from 1.</summary>
    public int File { get; init; }

    /// <summary>An offset, a size or a flag.</summary>
    public long Number { get; init; }

    /// <summary>A path relative to the root, or a text.</summary>
    public string Path { get; init; } = "";

    /// <summary>The new path of a rename.</summary>
    public string ToPath { get; init; } = "";

    /// <summary>Bytes.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }
}
