using System.Globalization;
using System.Text;
using Sim.Machine.Disk;

namespace Sim.Machine.Crash;

/// <summary>An open file of an image, and the content chosen for it.</summary>
internal readonly record struct ChosenFile(string Path, FileChoice Choice);

/// <summary>Describes how an image differs from the page cache. The text is made on demand.</summary>
internal sealed class LossReport(
    string preset, int position, Journal journal, IReadOnlyList<int> lostChanges, IReadOnlyList<ChosenFile> files)
{
    /// <summary>True when some operation on names is missing.</summary>
    public bool LosesNames => lostChanges.Count > 0;

    /// <summary>True when a file has another size than in the page cache.</summary>
    public bool HasWrongSize => files.Any(file => file.Choice.Content.Length != file.Choice.Cached.Length);

    /// <summary>True when a block has sectors of two versions.</summary>
    public bool IsTorn => files.Any(file => file.Choice.Picks.Any(pick =>
        pick.IsTorn && (long)pick.Block * Block.Size < file.Choice.Content.Length));

    /// <summary>True when bytes inside the size of a file never arrived (rule B4).</summary>
    public bool ShowsUnwritten => files.Any(file => file.Choice.Picks.Any(
        pick => pick.HasGap(file.Choice.Content.Length)));

    /// <summary>True when the image is what the page cache held.</summary>
    public bool LosesNothing =>
        !LosesNames && files.All(file => file.Choice.Content.ContentEquals(file.Choice.Cached));

    public override string ToString()
    {
        var text = new StringBuilder();
        _ = text.Append(CultureInfo.InvariantCulture, $"power loss after change {position} ({preset}):");
        var start = text.Length;
        foreach (var change in lostChanges)
        {
            _ = text.Append(CultureInfo.InvariantCulture, $" lost change {change + 1}, {Words(journal[change])};");
        }

        foreach (var file in files)
        {
            Describe(file, text);
        }

        if (text.Length == start)
        {
            _ = text.Append(" nothing was lost;");
        }

        text.Length--;
        return text.ToString();
    }

    private static string Words(Change change) => change switch
    {
        Change.Create create => Invariant($"the name {create.Name} of new inode {create.Inode}"),
        Change.MakeDirectory make => Invariant($"the name {make.Name} of new directory {make.Inode}"),
        Change.Unlink unlink => Invariant($"the unlink of {unlink.Name}"),
        Change.Rename rename => Invariant($"the rename of {rename.FromName} to {rename.ToName}"),
        _ => change.GetType().Name,
    };

    private static void Describe(ChosenFile chosen, StringBuilder text)
    {
        var (path, file) = chosen;
        if (file.Content.Length != file.Cached.Length)
        {
            _ = text.Append(
                CultureInfo.InvariantCulture, $" {path} has {file.Content.Length} bytes, not {file.Cached.Length};");
        }

        foreach (var pick in file.Picks)
        {
            if ((long)pick.Block * Block.Size < file.Content.Length)
            {
                Describe(path, file, pick, text);
            }
        }
    }

    private static void Describe(string path, FileChoice file, BlockPick pick, StringBuilder text)
    {
        var shown = Math.Min((pick.Block + 1L) * Block.Size, file.Content.Length);
        var isCached = ReferenceEquals(pick.Newer.After, file.Cached) && ReferenceEquals(pick.Older.After, file.Cached);
        var hasGap = Math.Min(pick.Older.Size, pick.Newer.Size) < shown;
        if (pick.IsTorn)
        {
            _ = text.Append(
                CultureInfo.InvariantCulture, $" {path} block {pick.Block} is torn: sectors {Sectors(pick)} ");
            _ = text.Append(CultureInfo.InvariantCulture, $"{Version(pick.Newer)}, the rest {Version(pick.Older)};");
        }
        else if (!isCached)
        {
            _ = text.Append(CultureInfo.InvariantCulture, $" {path} block {pick.Block} is {Version(pick.Sector(0))};");
        }

        if (hasGap)
        {
            _ = text.Append(
                pick.ShowsStale ? " what never arrived shows stale bytes;" : " what never arrived shows zeros;");
        }
    }

    private static string Version(FileVersion version) =>
        version.Change < 0 ? "as it was before" : Invariant($"as of change {version.Change + 1}");

    private static string Sectors(BlockPick pick) =>
        string.Join(',', Enumerable.Range(0, Block.Sectors).Where(sector => (pick.NewerSectors & (1 << sector)) != 0));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
