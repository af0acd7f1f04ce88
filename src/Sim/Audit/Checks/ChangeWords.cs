using System.Globalization;
using Sim.Audit.Records;
using Sim.Machine.Disk;

namespace Sim.Audit.Checks;

/// <summary>The changes of a record in words, with the names of the files.</summary>
public sealed class ChangeWords
{
    private const int Root = 1;
    private const string RootName = "the root";

    private readonly RebuiltDisk disk;
    private readonly List<string> words = [];

    /// <summary>Follows the names through the whole record.</summary>
    public ChangeWords(RebuiltDisk disk)
    {
        this.disk = disk;
        var (number, names) = (Root, new SortedDictionary<int, string> { [Root] = RootName });
        foreach (var entry in disk.Before.Entries)
        {
            names[++number] = entry.Path;
        }

        for (var i = 0; i < disk.Disk.Journal.Count; i++)
        {
            var change = disk.Disk.Journal[i];
            names[change.Inode] = change switch
            {
                Change.Create create => Under(names[create.Directory], create.Name),
                Change.MakeDirectory make => Under(names[make.Directory], make.Name),
                Change.Rename rename => Under(names[rename.ToDirectory], rename.ToName),
                _ => names[change.Inode],
            };

            var inode = string.Create(CultureInfo.InvariantCulture, $"inode {change.Inode}");
            words.Add(change.ToString().Replace($" ({inode})", "", StringComparison.Ordinal)
                .Replace(inode, names[change.Inode], StringComparison.Ordinal));
        }
    }

    /// <summary>A change, such as "change 5, write of 3 bytes at 0 of log".</summary>
    /// <param name="index">Its index in the journal.</param>
    public string this[int index] => Invariant($"change {index + 1}, {words[index]}");

    /// <summary>A crash point, such as "after change 5, 1.204 s, write of 3 bytes at 0 of log".</summary>
    public string After(int position) => position == 0
        ? "before the first change"
        : Invariant($"after change {position}, {disk.Moments[position - 1].AtUs / 1e6:F3} s: {words[position - 1]}");

    private static string Under(string directory, string name) =>
        directory == RootName ? name : $"{directory}/{name}";
}
