using System.Globalization;

namespace Sim.Machine.Disk;

/// <summary>The changes of a journal in words, with the names of the files.</summary>
public sealed class ChangeWords
{
    private const int Root = 1;
    private const string RootName = "the root";

    private readonly List<string> words = [];

    /// <summary>Follows the names through the whole journal.</summary>
    /// <param name="before">What was on the disk before the first change.</param>
    /// <param name="journal">The changes.</param>
    public ChangeWords(DiskImage before, Journal journal)
    {
        var (number, names) = (Root, new SortedDictionary<int, string> { [Root] = RootName });
        foreach (var entry in before.Entries)
        {
            names[++number] = entry.Path;
        }

        for (var i = 0; i < journal.Count; i++)
        {
            var change = journal[i];
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

    private static string Under(string directory, string name) =>
        directory == RootName ? name : $"{directory}/{name}";
}
