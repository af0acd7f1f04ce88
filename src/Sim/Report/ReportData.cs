namespace Sim.Report;

/// <summary>
/// All data of the page, as its script reads them. Times are microseconds after the server's start; offsets and sizes
/// are bytes. Text has one character a byte.
/// </summary>
internal sealed record ReportData
{
    /// <summary>The name of the run.</summary>
    public required string Title { get; init; }

    /// <summary>The result, in one line.</summary>
    public required string Summary { get; init; }

    /// <summary>True when a promise was broken.</summary>
    public required bool Broken { get; init; }

    /// <summary>The command line that replays it.</summary>
    public required string Replay { get; init; }

    /// <summary>The violation's report; empty when there is none.</summary>
    public required IReadOnlyList<string> Story { get; init; }

    /// <summary>Settings that plans choose, each as a name and a value.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Settings { get; init; }

    /// <summary>The plan's file.</summary>
    public required string Plan { get; init; }

    /// <summary>The lanes of the timeline.</summary>
    public required IReadOnlyList<Lane> Lanes { get; init; }

    /// <summary>The crash points, in the order of the journal.</summary>
    public required IReadOnlyList<CrashPoint> Points { get; init; }

    /// <summary>The states of the dataset, number 0 left out.</summary>
    public required IReadOnlyList<WriteRow> Writes { get; init; }

    /// <summary>Restarts within the run, each as position, state that came back, first state after it.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Restarts { get; init; }

    /// <summary>The contents that points and images refer to.</summary>
    public required IReadOnlyList<Blob> Blobs { get; init; }

    /// <summary>The log's name.</summary>
    public required string Log { get; init; }

    /// <summary>The index of the crash point that is shown first.</summary>
    public required int Point { get; init; }

    /// <summary>The index of its image.</summary>
    public required int Image { get; init; }

    /// <summary>Descriptions of what was left out.</summary>
    public required IReadOnlyList<string> Cuts { get; init; }
}

/// <summary>One row of the timeline.</summary>
/// <param name="Name">The process, client or disk.</param>
/// <param name="Spans">The spans, in order of their starts.</param>
internal sealed record Lane(string Name, IReadOnlyList<Span> Spans);

/// <summary>An event with a start and an end.</summary>
/// <param name="From">Its start.</param>
/// <param name="To">Its end.</param>
/// <param name="Kind">A class of the page's style: call, sync, error, fault, change, life, ask.</param>
/// <param name="Text">Its description.</param>
internal sealed record Span(long From, long To, string Kind, string Text);

/// <summary>A crash point: a place between two changes of the disk.</summary>
/// <param name="Position">The number of changes before it.</param>
/// <param name="AtUs">Its time.</param>
/// <param name="Change">A description of the last of those changes.</param>
/// <param name="Executed">The number of writes executed.</param>
/// <param name="Acknowledged">The number of writes acknowledged.</param>
/// <param name="Held">Bytes of the log that the server had not handed to write(2).</param>
/// <param name="Files">The files as the page cache has them.</param>
/// <param name="Images">The crash images.</param>
internal sealed record CrashPoint(
    int Position, long AtUs, string Change, int Executed, int Acknowledged, int Held, IReadOnlyList<CachedFile> Files,
    IReadOnlyList<ImageView> Images);

/// <summary>A file in the page cache.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Inode">Its inode.</param>
/// <param name="Blob">Its content; -1 when that was left out.</param>
/// <param name="Size">Its size.</param>
/// <param name="Durable">Starts and ends of the ranges that are durable.</param>
/// <param name="NameDurable">True when its name is durable.</param>
internal sealed record CachedFile(
    string Path, int Inode, int Blob, int Size, IReadOnlyList<long> Durable, bool NameDurable);

/// <summary>One crash image and its verdict.</summary>
/// <param name="Name">kill -9, or the number of an image of a power loss and its first loss.</param>
/// <param name="Origin">How the image came about.</param>
/// <param name="Verdict">A class of the page's style: kept, broken, refused, damage.</param>
/// <param name="Says">The verdict as a sentence.</param>
/// <param name="Back">The number of the state that came back; -1: no state of the history.</param>
/// <param name="Promised">The number of writes that had to come back.</param>
/// <param name="Why">The reason why they had to.</param>
/// <param name="Files">The files, including lost files of the page cache.</param>
internal sealed record ImageView(
    string Name, string Origin, string Verdict, string Says, int Back, int Promised, string Why,
    IReadOnlyList<ImageFile> Files);

/// <summary>A file of an image.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Blob">Its content; -1 when it is lost or its content was left out.</param>
/// <param name="Size">Its size; -1 when it is lost.</param>
/// <param name="Differs">Starts and ends of the ranges that differ from the page cache.</param>
/// <param name="IsOther">True when the name leads to another file than in the page cache.</param>
internal sealed record ImageFile(string Path, int Blob, int Size, IReadOnlyList<int> Differs, bool IsOther);

/// <summary>A state of the dataset and the write that led to it.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Text">The write.</param>
/// <param name="AtUs">When it was executed.</param>
/// <param name="AckUs">When it was acknowledged; -1: never.</param>
internal sealed record WriteRow(int Number, string Text, long AtUs, long AckUs);

/// <summary>A content, as its difference from an earlier one.</summary>
/// <param name="Base">The earlier one; -1 for none.</param>
/// <param name="Head">The number of common bytes at the start.</param>
/// <param name="Text">The bytes in between.</param>
/// <param name="Tail">The number of common bytes at the end.</param>
internal sealed record Blob(int Base, int Head, string Text, int Tail);
