using System.Collections.Immutable;
using Aof.KnownDefects;

namespace Aof.MultiPart;

/// <summary>
/// The manifest of a log of several files, as Redis 7.0 and later keep it: which files make the log, and in which
/// order. A manifest does not change; the server writes another.
/// </summary>
/// <param name="Base">What the last rewrite has written; null: none.</param>
/// <param name="History">Replaced files that are still to be deleted, as their lines stand.</param>
/// <param name="Increments">What was written since then, oldest first.</param>
public sealed record Manifest(
    ManifestFile? Base, ImmutableArray<ManifestFile> History, ImmutableArray<ManifestFile> Increments)
{
    /// <summary>The manifest of a server that has no log yet.</summary>
    public static Manifest Empty { get; } = new(null, [], []);

    /// <summary>The files of the dataset in load order: the base, then the increments.</summary>
    public IEnumerable<ManifestFile> LoadOrder => Base is null ? Increments : Increments.Prepend(Base);

    /// <summary>No file belongs to the dataset.</summary>
    public bool IsEmpty => Base is null && Increments.IsEmpty;

    /// <summary>A file of this name belongs to the dataset.</summary>
    public bool Uses(string name) => LoadOrder.Any(file => file.Name == name);

    /// <summary>The file that the log ends with; null: none.</summary>
    public ManifestFile? Last => Increments.LastOrDefault() ?? Base;

    /// <summary>Reads the whole text of a manifest, one character a byte. Either result is null.</summary>
    public static (Manifest? Manifest, ManifestError? Error) Parse(string text) => ManifestReader.Read(text);

    /// <summary>One more increment of a log, which is still to be created.</summary>
    /// <param name="log">appendfilename: the names begin with it.</param>
    /// <param name="historyNumberReused">See <see cref="Defect.HistoryNumberReused"/>.</param>
    /// <param name="startOffset">How many records came before it; null: this version does not say.</param>
    public Manifest WithIncrement(string log, bool historyNumberReused = false, long? startOffset = null)
    {
        string Name(long sequence) => Invariant($"{log}.{sequence}.incr.aof");
        var sequence = historyNumberReused
            ? (Increments.LastOrDefault()?.Sequence ?? 0) + 1
            : Next(Name, ManifestFileType.Increment, Increments);
        return this with
        {
            Increments = Increments.Add(
                new ManifestFile(Name(sequence), sequence, ManifestFileType.Increment) { StartOffset = startOffset }),
        };
    }

    /// <summary>The last increment ends behind this many records, or goes on (null); without one, the same.</summary>
    public Manifest EndingAt(long? endOffset) => Increments.IsEmpty
        ? this
        : this with { Increments = [.. Increments[..^1], Increments[^1] with { EndOffset = endOffset }] };

    /// <summary>The manifest as a version writes it that knows no offsets.</summary>
    public Manifest WithoutOffsets() => new(
        Base is null ? null : Without(Base), [.. History.Select(Without)], [.. Increments.Select(Without)]);

    private static ManifestFile Without(ManifestFile file) => file with { StartOffset = null, EndOffset = null };

    /// <summary>
    /// A new base has all that the old base and the increments say, which become history. The order of the lines is
    /// Redis's.
    /// </summary>
    /// <param name="log">appendfilename: the names begin with it.</param>
    /// <param name="isRdb">The base is an RDB file, and no commands.</param>
    /// <param name="keepsLast">The last increment was begun with the rewrite, and goes on.</param>
    public Manifest Rewritten(string log, bool isRdb, bool keepsLast)
    {
        string Name(long sequence) => Invariant($"{log}.{sequence}.base.{(isRdb ? "rdb" : "aof")}");
        var sequence = Next(Name, ManifestFileType.Base, Base is null ? [] : [Base]);
        var kept = keepsLast ? Increments.Length - 1 : Increments.Length;
        ManifestFile[] replaced = [.. Increments[..kept], .. Base is null ? [] : new[] { Base }];
        return new Manifest(
            new ManifestFile(Name(sequence), sequence, ManifestFileType.Base),
            [.. replaced.Select(static file => file with { Type = ManifestFileType.History }), .. History],
            Increments[kept..]);
    }

    /// <summary>The text of the file: the base, the history, the increments.</summary>
    public override string ToString() =>
        string.Concat((Base is null ? [] : new[] { Base }).Concat(History).Concat(Increments));

    /// <summary>
    /// The next number of a type. A number of the history is not given again: its file may still be there, and is about
    /// to be deleted. Nor is a name that is in use: a damaged manifest may give a file another number than its name.
    /// </summary>
    private long Next(Func<long, string> name, ManifestFileType type, ImmutableArray<ManifestFile> present)
    {
        var suffix = type == ManifestFileType.Base ? ".base." : ".incr.";
        var next = 1 + present.Concat(History.Where(file => file.Name.Contains(suffix, StringComparison.Ordinal)))
            .Select(static file => file.Sequence).Append(0).Max();
        while (LoadOrder.Concat(History).Any(file => file.Name == name(next)))
        {
            next++;
        }

        return next;
    }
}
