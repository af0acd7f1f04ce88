namespace Aof.MultiPart;

/// <summary>The types of files in a log of several files.</summary>
public enum ManifestFileType
{
    /// <summary>The result of the last rewrite: commands, or an RDB file.</summary>
    Base,

    /// <summary>Replaced by a later rewrite and due for deletion; not part of the dataset.</summary>
    History,

    /// <summary>Writes since that rewrite.</summary>
    Increment,
}

/// <summary>A file that a manifest names.</summary>
/// <param name="Name">Its name, in the manifest's directory. One character is one byte.</param>
/// <param name="Sequence">Its number among the files of its type; increments are numbered from 1.</param>
/// <param name="Type">Its type.</param>
public sealed record ManifestFile(string Name, long Sequence, ManifestFileType Type)
{
    /// <summary>How many records the log had before it (Redis 8.0); null: that is not known.</summary>
    public long? StartOffset { get; init; }

    /// <summary>
    /// How many records the log had at its end, when a server closed it in order; null: that is not known.
    /// </summary>
    public long? EndOffset { get; init; }

    /// <summary>The line of the manifest, with its line feed.</summary>
    public override string ToString() =>
        Invariant($"file {ManifestWords.Quoted(Name)} seq {Sequence} type {Letter}{Offsets}\n");

    private string Offsets => StartOffset is not { } start ? ""
        : EndOffset is { } end ? Invariant($" startoffset {start} endoffset {end}")
        : Invariant($" startoffset {start}");

    private char Letter => Type switch
    {
        ManifestFileType.Base => 'b',
        ManifestFileType.History => 'h',
        ManifestFileType.Increment => 'i',
        _ => throw new InvalidOperationException($"There is no file of type {Type}."),
    };
}
