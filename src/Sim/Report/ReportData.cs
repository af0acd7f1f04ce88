namespace Sim.Report;

/// <summary>
/// All that the page shows, as its script reads it. Times are microseconds after the server's start, offsets and sizes
/// bytes; text is one character a byte.
/// </summary>
internal sealed record ReportData
{
    /// <summary>What was run.</summary>
    public required string Title { get; init; }

    /// <summary>What came of it, in one line.</summary>
    public required string Summary { get; init; }

    /// <summary>True when a promise was broken.</summary>
    public required bool Broken { get; init; }

    /// <summary>The line that shows it again.</summary>
    public required string Replay { get; init; }

    /// <summary>The violation's story; empty when there is none.</summary>
    public required IReadOnlyList<string> Story { get; init; }

    /// <summary>Settings that differ between plans, each as a name and a value.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Settings { get; init; }

    /// <summary>The plan's file.</summary>
    public required string Plan { get; init; }

    /// <summary>Who did what when.</summary>
    public required IReadOnlyList<Lane> Lanes { get; init; }

    /// <summary>The crash points, in the order of the journal.</summary>
    public required IReadOnlyList<CrashPoint> Points { get; init; }

    /// <summary>The states of the dataset, number 0 left out.</summary>
    public required IReadOnlyList<WriteRow> Writes { get; init; }

    /// <summary>Restarts within the run, each as position, state it came back with, first state after it.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Restarts { get; init; }

    /// <summary>The contents that points and images refer to.</summary>
    public required IReadOnlyList<Blob> Blobs { get; init; }

    /// <summary>The log's name.</summary>
    public required string Log { get; init; }

    /// <summary>The index of the point that is shown first.</summary>
    public required int Point { get; init; }

    /// <summary>And of its image.</summary>
    public required int Image { get; init; }

    /// <summary>What was left out, in words.</summary>
    public required IReadOnlyList<string> Cuts { get; init; }
}

/// <summary>One row of the timeline.</summary>
/// <param name="Name">Whose.</param>
/// <param name="Spans">What, by its beginning.</param>
internal sealed record Lane(string Name, IReadOnlyList<Span> Spans);

/// <summary>Something that took from one moment to another.</summary>
/// <param name="From">Its beginning.</param>
/// <param name="To">Its end.</param>
/// <param name="Kind">A class of the page's style: call, sync, error, fault, change, life, ask.</param>
/// <param name="Text">In words.</param>
internal sealed record Span(long From, long To, string Kind, string Text);

/// <summary>A place between two changes of the disk, at which the machine may go down.</summary>
/// <param name="Position">How many changes came before.</param>
/// <param name="AtUs">When.</param>
/// <param name="Change">The last of those changes, in words.</param>
/// <param name="Executed">How many writes had been executed.</param>
/// <param name="Acknowledged">How many of them acknowledged.</param>
/// <param name="Held">Bytes of the log that the server had not handed to write(2).</param>
/// <param name="Files">The files as the page cache has them.</param>
/// <param name="Images">What a crash may leave.</param>
internal sealed record CrashPoint(
    int Position, long AtUs, string Change, int Executed, int Acknowledged, int Held, IReadOnlyList<CachedFile> Files,
    IReadOnlyList<ImageView> Images);

/// <summary>A file in the page cache.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Inode">Its inode.</param>
/// <param name="Blob">Its content; -1 when that was left out.</param>
/// <param name="Size">Its size.</param>
/// <param name="Durable">Beginnings and ends of the ranges that no loss of power takes away.</param>
/// <param name="NameDurable">True when its name leads here after any loss of power.</param>
internal sealed record CachedFile(
    string Path, int Inode, int Blob, int Size, IReadOnlyList<int> Durable, bool NameDurable);

/// <summary>What one crash leaves, and what becomes of it.</summary>
/// <param name="Name">kill -9, or the number of an image of a power loss.</param>
/// <param name="Told">How it came about.</param>
/// <param name="Verdict">A class of the page's style: kept, broken, refused, damage.</param>
/// <param name="Says">The verdict in words.</param>
/// <param name="Back">The number of the state that came back; -1 for none of them.</param>
/// <param name="Promised">How many writes had to come back.</param>
/// <param name="Why">What promised it.</param>
/// <param name="Files">The files, and those of the page cache that are gone.</param>
internal sealed record ImageView(
    string Name, string Told, string Verdict, string Says, int Back, int Promised, string Why,
    IReadOnlyList<ImageFile> Files);

/// <summary>A file of an image.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Blob">Its content; -1 when it is gone or its content was left out.</param>
/// <param name="Size">Its size; -1 when it is gone.</param>
/// <param name="Differs">Beginnings and ends of the ranges that are not as the page cache had them.</param>
/// <param name="IsOther">True when the name leads to another file than in the page cache.</param>
internal sealed record ImageFile(string Path, int Blob, int Size, IReadOnlyList<int> Differs, bool IsOther);

/// <summary>A state of the dataset and the write that led to it.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Text">The write.</param>
/// <param name="AtUs">When it was executed.</param>
/// <param name="AckUs">When a reply promised it; -1 when none did.</param>
internal sealed record WriteRow(int Number, string Text, long AtUs, long AckUs);

/// <summary>A content, by what it has in common with an earlier one.</summary>
/// <param name="Base">The earlier one; -1 for none.</param>
/// <param name="Head">So many bytes of its beginning.</param>
/// <param name="Text">What comes between.</param>
/// <param name="Tail">So many bytes of its end.</param>
internal sealed record Blob(int Base, int Head, string Text, int Tail);
