using System.Globalization;

namespace Sim.Machine.Disk;

/// <summary>The changes of a journal in words, with the names of the files.</summary>
public sealed class ChangeWords
{
    private const int Root = 1;

    private readonly List<string> words = [];
    private readonly SortedDictionary<int, (int Directory, string Name)> names = [];

    /// <summary>Follows the names through the whole journal.</summary>
    /// <param name="before">What was on the disk before the first change.</param>
    /// <param name="journal">The changes.</param>
    public ChangeWords(DiskImage before, Journal journal)
    {
        var (number, numbers) = (Root, new SortedDictionary<string, int>(StringComparer.Ordinal) { [""] = Root });
        foreach (var entry in before.Entries)
        {
            var slash = entry.Path.LastIndexOf('/');
            numbers[entry.Path] = ++number;
            names[number] = (numbers[entry.Path[..Math.Max(0, slash)]], entry.Path[(slash + 1)..]);
        }

        for (var i = 0; i < journal.Count; i++)
        {
            words.Add(Words(journal[i]));
        }
    }

    /// <summary>A change, such as "change 5, write of 3 bytes at 0 of log".</summary>
    /// <param name="index">Its index in the journal.</param>
    public string this[int index] => Invariant($"change {index + 1}, {words[index]}");

    /// <summary>A crash point, such as "after change 5: write of 3 bytes at 0 of log".</summary>
    /// <param name="position">The number of changes before it.</param>
    /// <param name="moment">The time of the change, for the text; null for none.</param>
    public string After(int position, string? moment = null) => position == 0
        ? "before the first change"
        : Invariant($"after change {position}{(moment is null ? "" : ", " + moment)}: {words[position - 1]}");

    /// <summary>The order that was needed, so that a crash would have done no harm.</summary>
    /// <param name="earlier">The index of the change that had to be durable.</param>
    /// <param name="later">The index of the change that it had to precede; the same when that was no change.</param>
    public string Needed(int earlier, int later) =>
        $"{this[earlier]}, durable before {(earlier == later ? "the program goes on" : this[later])}";

    /// <summary>A change in words. A rename moves all that is in a directory.</summary>
    private string Words(Change change)
    {
        switch (change)
        {
            case Change.Create create:
                names[create.Inode] = (create.Directory, create.Name);
                return $"creation of {PathOf(create.Inode)}";
            case Change.MakeDirectory make:
                names[make.Inode] = (make.Directory, make.Name);
                return $"creation of directory {PathOf(make.Inode)}";
            case Change.Rename rename:
                var from = Under(rename.FromDirectory, rename.FromName);
                names[rename.Inode] = (rename.ToDirectory, rename.ToName);
                return $"rename of {from} to {PathOf(rename.Inode)}";
            case Change.Unlink unlink:
                return $"unlink of {Under(unlink.Directory, unlink.Name)}";
            default:
                return change.ToString().Replace(
                    string.Create(CultureInfo.InvariantCulture, $"inode {change.Inode}"), PathOf(change.Inode),
                    StringComparison.Ordinal);
        }
    }

    private string PathOf(int inode) =>
        inode == Root ? "the root" : Under(names[inode].Directory, names[inode].Name);

    private string Under(int directory, string name) => directory == Root ? name : $"{PathOf(directory)}/{name}";
}
