using Sim.Machine.Disk;

namespace Tests.Scenarios.Disk;

/// <summary>
/// One file of the <see cref="ReferenceModel"/>: all its contents as text, and what a power loss may leave of it. The
/// rule numbers are those of <see cref="Sim.Machine.Crash.CrashModel"/>.
/// </summary>
internal sealed class ReferenceFile
{
    private readonly IReadOnlyList<Change> journal;
    private readonly ReferenceRules rules;
    private readonly int inode;
    private readonly string? noise;
    private readonly int scale;
    private readonly int block;
    private readonly int sector;

    /// <summary>Every content, with the index of the change that made it; -1 for the first one.</summary>
    private readonly List<(int Change, string Text)> history;

    public ReferenceFile(
        int inode, string first, IReadOnlyList<Change> journal, ReferenceRules rules, string? noise, int scale)
    {
        (this.inode, this.journal, this.rules, this.noise, this.scale) = (inode, journal, rules, noise, scale);
        (block, sector) = (4096 / scale, 512 / scale);
        history = [(-1, first)];
        for (var index = 0; index < journal.Count; index++)
        {
            if (journal[index].Inode == inode && journal[index] is Change.Write or Change.Truncate or Change.Reread)
            {
                history.Add((index,
                    journal[index] is Change.Reread ? ReadAgain(index) : After(history[^1].Text, journal[index])));
            }
        }
    }

    public static string Letters(ReadOnlyMemory<byte> bytes, int scale) =>
        string.Concat(System.Text.Encoding.Latin1.GetString(bytes.Span).Where((_, i) => i % scale == 0));

    /// <summary>Rule O1: the content after the first changes.</summary>
    public string TextBefore(int count) => history.FindLast(version => version.Change < count).Text;

    public bool Resized(int change)
    {
        var at = history.FindIndex(version => version.Change == change);
        return history[at].Text.Length != history[at - 1].Text.Length;
    }

    /// <summary>Rule O2: the contents in the middle of a write, when only its first blocks arrived.</summary>
    public IEnumerable<string> Parts(int change)
    {
        var (before, after) = (TextBefore(change), TextBefore(change + 1));
        var write = (Change.Write)journal[change];
        for (var end = ((write.Offset / scale / block) + 1) * block; end
            < (write.Offset + write.Data.Length) / scale; end += block)
        {
            yield return after[..(int)Math.Min(end, after.Length)]
                + (end < before.Length ? before[(int)end..] : string.Empty);
        }
    }

    /// <summary>All possible contents when the metadata before a change are there (rule M1).</summary>
    /// <param name="upTo">The change.</param>
    /// <param name="last">The last change of metadata there that no sync made durable.</param>
    public SortedSet<string> Contents(int upTo, int last)
    {
        var contents = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (size, givers) in Sizes(upTo))
        {
            contents.UnionWith(Texts(size, start => Block(start, size, givers, upTo, last)));
            for (var other = 0; rules.BesideOthers && other + block < size; other += block)
            {
                contents.UnionWith(Texts(
                    size, start => Block(start, size, givers: null, upTo, last, isNew: start == other)));
            }
        }

        return contents;
    }

    /// <summary>All texts of that size, of one option for each block.</summary>
    private IEnumerable<string> Texts(int size, Func<int, SortedSet<string>> optionsAt)
    {
        IEnumerable<string> texts = [string.Empty];
        for (var start = 0; start < size; start += block)
        {
            var options = optionsAt(start);
            texts = [.. texts.SelectMany(text => options.Select(option => text + option))];
        }

        return texts;
    }

    /// <summary>Rules S1 to S3: each possible size, with the indices of the contents that may have given it.</summary>
    private SortedDictionary<int, List<int>> Sizes(int upTo)
    {
        var resized = PossibleSizes(upTo);
        var sizes = new SortedDictionary<int, List<int>> { [history[resized[0]].Text.Length] = [resized[0]] };
        foreach (var i in resized.Skip(1))
        {
            var (before, after) = (history[i - 1].Text.Length, history[i].Text.Length);
            var step = journal[history[i].Change] is Change.Write ? rules.SizeStep : int.MaxValue;
            foreach (var size in Enumerable.Range(before + 1, Math.Max(0, after - before - 1)).Where(
                size => size * scale % step == 0).Append(after))
            {
                sizes.TryAdd(size, []);
                sizes[size].Add(i);
            }
        }

        foreach (var i in Resizings.Where(i => IsFilling(i) && i > resized[0]
            && (rules.Journal ? history[i].Change == upTo : resized.Contains(i))))
        {
            sizes.TryAdd(FilledTo(i), []);
            sizes[FilledTo(i)].Add(i);
        }

        return sizes;
    }

    /// <summary>The indices of the contents whose size is a new one, with the first.</summary>
    private List<int> Resizings => [0,
        .. Enumerable.Range(1, history.Count - 1).Where(i => history[i].Text.Length != history[i - 1].Text.Length)];

    /// <summary>Rule S3: the end of the block in which the file ended before.</summary>
    private int FilledTo(int version) => (history[version - 1].Text.Length + block - 1) / block * block;

    private bool IsFilling(int version) => rules.Fills && version > 0 && IsTruncation(version)
        && FilledTo(version) > history[version - 1].Text.Length && FilledTo(version) < history[version].Text.Length;

    /// <summary>The indices of the contents whose size is possible (rules M2 and M5).</summary>
    private List<int> PossibleSizes(int upTo)
    {
        var resized = Resizings;
        var first = FirstPossible(resized).First;
        var last = resized.Count - 1;
        if (rules.Journal)
        {
            last = Math.Max(first, resized.FindLastIndex(i => history[i].Change < upTo));
            var renamed = rules.RenameAllocates ? RenamedOver(upTo) : -1;
            first = Math.Max(first, resized.FindLastIndex(i => history[i].Change < renamed));
            first = Math.Max(first, resized.FindLastIndex(last, last - first, IsTruncation));
        }

        return resized[first..(last + 1)];
    }

    private bool IsTruncation(int version) =>
        history[version].Change >= 0 && journal[history[version].Change] is Change.Truncate;

    /// <summary>The last rename of this file over another one; -1 when there is none.</summary>
    private int RenamedOver(int upTo) => Enumerable.Range(0, Math.Min(upTo, journal.Count)).LastOrDefault(
        i => journal[i] is Change.Rename { Replaced: not 0 } rename && rename.Inode == inode, -1);

    /// <summary>Rules B1, B5 and B6: the possible contents of a block in a file of that size.</summary>
    /// <param name="start">Where the block begins.</param>
    /// <param name="size">The size.</param>
    /// <param name="givers">The contents that may have given the size; null when the block may be missing.</param>
    /// <param name="upTo">The first change of metadata that is not there.</param>
    /// <param name="last">The last one there that no sync made durable.</param>
    /// <param name="isNew">True when the block has arrived since the last sync.</param>
    private SortedSet<string> Block(
        int start, int size, List<int>? givers, int upTo, int last, bool isNew = false)
    {
        List<int> versions = [0, .. Enumerable.Range(1, history.Count - 1).Where(i => Touches(i, start))];
        var (first, failed) = FirstPossible(versions, start);
        var possible = versions[first..];
        if (rules.Journal)
        {
            var bare = history.FindIndex(version => version.Change == last && version.Text.Length == size);
            possible = UnderMetadata(possible, start, upTo, bare);
        }

        var isLast = start + block >= size;
        possible = isNew ? possible[1..] : possible;
        if (rules.Needs > 0 && isLast && !failed && givers is not null
            && !givers.Exists(i => IsTruncation(i) && history[i].Text.Length == size))
        {
            var need = rules.Needs == 1 ? start + 1 : size;
            var arrived = possible.FindAll(i => history[i].Text.Length >= need || i >= givers.Min());
            possible = arrived.Count > 0 ? arrived : possible;
        }

        return Mixtures([.. possible.Select(i => history[i].Text)], start, Math.Min(block, size - start));
    }

    /// <summary>Rules M3, M4 and M5. The bare cut may be there without its block.</summary>
    private List<int> UnderMetadata(List<int> possible, int start, int upTo, int bare)
    {
        bool IsCut(int i) =>
            i > 0 && journal[history[i].Change] is not Change.Reread
            && history[i].Text.Length < history[i - 1].Text.Length;
        bool IsFreed(int i) => IsCut(i) && history[i].Text.Length <= start;
        var last = rules.Reuses ? -1 : possible.FindIndex(1, i => IsFreed(i) && history[i].Change >= upTo);
        var kept = last < 0 ? possible : possible[..last];
        var first = kept.FindLastIndex(i =>
            IsCut(i) && history[i].Change < upTo && (IsFreed(i) || (rules.CutWrites && i != bare)));
        kept = first < 0 ? kept : kept[first..];
        var atRename = Math.Max(0, possible.FindLastIndex(i => history[i].Change < RenamedOver(upTo)));
        return rules.RenameWrites && history[possible[atRename]].Text.Length > start
            ? kept.FindAll(i => i >= possible.Find(other => history[other].Text.Length > start))
            : kept;
    }

    /// <summary>Rule B2, and rule B4 for the missing bytes.</summary>
    private SortedSet<string> Mixtures(List<string> texts, int start, int length)
    {
        var mixtures = new SortedSet<string>(StringComparer.Ordinal);
        var sectors = (length + sector - 1) / sector;
        for (var newer = 0; newer < texts.Count; newer++)
        {
            for (var older = rules.Tears ? 0 : newer; older <= newer; older++)
            {
                for (var mask = 0; mask < 1 << sectors; mask++)
                {
                    mixtures.Add(Mixed(texts[older], texts[newer], mask, start, length, gap: null));
                    mixtures.Add(Mixed(texts[older], texts[newer], mask, start, length, noise));
                }
            }
        }

        return mixtures;
    }

    private string Mixed(string older, string newer, int mask, int start, int length, string? gap) =>
        string.Concat(Enumerable.Range(start, length).Select(place =>
        {
            var text = (mask & (1 << ((place - start) / sector))) != 0 ? newer : older;
            return place < text.Length ? text[place] : gap is null ? '\0' : gap[place];
        }));

    /// <summary>
    /// The oldest of these versions that may be on the disk after all syncs (rules Y1, F1, F2, L3), and whether a sync
    /// has failed on them since.
    /// </summary>
    /// <param name="versions">The indices of the contents.</param>
    /// <param name="start">Where the block begins; none for the size.</param>
    /// <param name="before">The end of the journal.</param>
    private (int First, bool Failed) FirstPossible(List<int> versions, int? start = null, int before = int.MaxValue)
    {
        var (first, cleanUpTo, isFailed) = (0, 0, false);
        for (var at = 0; at < Math.Min(before, journal.Count); at++)
        {
            switch (journal[at].Inode == inode ? journal[at] : null)
            {
                case Change.Reread when versions.FindIndex(i => history[i].Change == at) is >= 0 and var read:
                    (first, isFailed) = (read, false);
                    break;
                case Change.SyncFailed { StaysDirty: false } failed:
                    cleanUpTo = Math.Max(cleanUpTo, failed.CoversUpTo);
                    isFailed |= first + 1 < versions.Count && history[versions[first + 1]].Change < failed.CoversUpTo;
                    break;
                case Change.Synced synced when rules.Syncs && !(start is { } place && IsUnwritten(place, at)):
                    var covered = versions.FindLastIndex(i => history[i].Change < synced.CoversUpTo);
                    if (covered > first && history[versions[covered]].Change >= cleanUpTo)
                    {
                        (first, isFailed) = (covered, false);
                    }

                    break;
                default:
                    break;
            }
        }

        return (first, isFailed);
    }

    /// <summary>
    /// Rule F5: true when the block was new at a failed sync, and neither a truncation nor the cache has dropped it
    /// since.
    /// </summary>
    private bool IsUnwritten(int start, int before)
    {
        var (written, isUnwritten) = (history[0].Text.Length, false);
        foreach (var change in journal.Take(before).Where(change => rules.StaysUnwritten && change.Inode == inode))
        {
            switch (change)
            {
                case Change.SyncFailed failed:
                    isUnwritten |= start >= written && start < TextBefore(failed.CoversUpTo).Length;
                    break;
                case Change.Synced synced:
                    written = Math.Max(written, TextBefore(synced.CoversUpTo).Length);
                    break;
                case Change.Truncate truncate:
                    isUnwritten &= start < truncate.Size / scale;
                    break;
                case Change.Reread:
                    isUnwritten = false;
                    break;
                default:
                    break;
            }
        }

        return isUnwritten;
    }

    /// <summary>
    /// True when the change from one content to the next touches the block (rules B1, B3). The zeros between the old
    /// end and a write are part of the write.
    /// </summary>
    private bool Touches(int version, int start)
    {
        if (journal[history[version].Change] is Change.Reread)
        {
            return Piece(history[version - 1].Text, start) != Piece(history[version].Text, start);
        }

        var before = history[version - 1].Text.Length;
        var (from, end) = journal[history[version].Change] is Change.Write write
            ? (Math.Min((int)write.Offset / scale, before), (int)(write.Offset + write.Data.Length) / scale)
            : (Math.Min(before, history[version].Text.Length), Math.Max(before, history[version].Text.Length));
        return from < start + block && end > start;
    }

    /// <summary>
    /// Rule L1: the content after the cache dropped its clean pages. Blocks of a failed sync that were not written
    /// since have their oldest possible version. By rule L2 the size goes back too.
    /// </summary>
    private string ReadAgain(int before)
    {
        var failedUpTo = journal.Take(before).OfType<Change.SyncFailed>().Where(failed => failed.Inode == inode).Max(
            failed => failed.CoversUpTo);
        var (text, blocks) = (history[^1].Text, new System.Text.StringBuilder());
        var resized = Resizings;
        var size = rules.Reverts && history[resized[^1]].Change < failedUpTo
            ? history[resized[FirstPossible(resized, before: before).First]].Text.Length
            : text.Length;
        for (var start = 0; start < size; start += block)
        {
            List<int> versions = [0, .. Enumerable.Range(1, history.Count - 1).Where(i => Touches(i, start))];
            var (first, failed) = FirstPossible(versions, start, before);
            var shown = failed && history[versions[^1]].Change < failedUpTo ? history[versions[first]].Text : text;
            blocks.Append(Piece(shown, start).PadRight(Math.Min(block, size - start), '\0'));
        }

        return blocks.ToString()[..size];
    }

    private string Piece(string text, int start) =>
        start >= text.Length ? string.Empty : text.Substring(start, Math.Min(block, text.Length - start));

    private string After(string text, Change change) => change switch
    {
        Change.Write write => Written(text, (int)write.Offset / scale, Letters(write.Data, scale)),
        Change.Truncate truncate => text.PadRight((int)truncate.Size / scale, '\0')[..((int)truncate.Size / scale)],
        _ => throw new InvalidOperationException(),
    };

    private static string Written(string text, int offset, string data)
    {
        var end = offset + data.Length;
        return text.PadRight(offset, '\0')[..offset] + data + (end < text.Length ? text[end..] : string.Empty);
    }
}
