using Sim.Disk;

namespace Tests.Scenarios.Disk;

/// <summary>One file of the <see cref="ReferenceModel"/>: everything it ever held, as text, and what may be left of it.</summary>
internal sealed class ReferenceFile
{
    private readonly IReadOnlyList<Change> _journal;
    private readonly ReferenceRules _rules;
    private readonly int _inode;
    private readonly string? _noise;
    private readonly int _scale;
    private readonly int _block;
    private readonly int _sector;

    /// <summary>Every content, with the index of the change that made it; -1 is the beginning.</summary>
    private readonly List<(int Change, string Text)> _history;

    public ReferenceFile(int inode, string first, IReadOnlyList<Change> journal, ReferenceRules rules, string? noise, int scale)
    {
        (_inode, _journal, _rules, _noise, _scale) = (inode, journal, rules, noise, scale);
        (_block, _sector) = (4096 / scale, 512 / scale);
        _history = [(-1, first)];
        for (var index = 0; index < journal.Count; index++)
        {
            if (journal[index].Inode == inode && journal[index] is Change.Write or Change.Truncate or Change.Reread)
            {
                _history.Add((index, journal[index] is Change.Reread ? ReadAgain(index) : After(_history[^1].Text, journal[index])));
            }
        }
    }

    public static string Letters(ReadOnlyMemory<byte> bytes, int scale) =>
        string.Concat(System.Text.Encoding.Latin1.GetString(bytes.Span).Where((_, i) => i % scale == 0));

    /// <summary>The content when the first so many changes had happened.</summary>
    public string TextBefore(int count) => _history.FindLast(version => version.Change < count).Text;

    public bool Resized(int change)
    {
        var at = _history.FindIndex(version => version.Change == change);
        return _history[at].Text.Length != _history[at - 1].Text.Length;
    }

    /// <summary>The contents in the middle of a write: its first blocks are there.</summary>
    public IEnumerable<string> Parts(int change)
    {
        var (before, after) = (TextBefore(change), TextBefore(change + 1));
        var write = (Change.Write)_journal[change];
        for (var end = ((write.Offset / _scale / _block) + 1) * _block; end < (write.Offset + write.Data.Length) / _scale; end += _block)
        {
            yield return after[..(int)Math.Min(end, after.Length)] + (end < before.Length ? before[(int)end..] : string.Empty);
        }
    }

    /// <summary>Everything it may hold when the metadata are those before a change.</summary>
    public SortedSet<string> Contents(int upTo)
    {
        var contents = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var size in Sizes(upTo))
        {
            IEnumerable<string> texts = [string.Empty];
            for (var start = 0; start < size; start += _block)
            {
                var options = Block(start, size, upTo);
                texts = [.. texts.SelectMany(text => options.Select(option => text + option))];
            }

            contents.UnionWith(texts);
        }

        return contents;
    }

    private SortedSet<int> Sizes(int upTo)
    {
        List<int> resized = [0, .. Enumerable.Range(1, _history.Count - 1).Where(i => _history[i].Text.Length != _history[i - 1].Text.Length)];
        var first = FirstPossible(resized).First;
        var last = resized.Count - 1;
        if (_rules.Journal)
        {
            last = Math.Max(first, resized.FindLastIndex(i => _history[i].Change < upTo));
            var renamed = _rules.RenameAllocates
                ? Enumerable.Range(0, Math.Min(upTo, _journal.Count)).LastOrDefault(i => _journal[i] is Change.Rename { Replaced: not 0 } rename && rename.Inode == _inode, -1)
                : -1;
            first = Math.Max(first, resized.FindLastIndex(i => _history[i].Change < renamed));
            first = Math.Max(first, resized.FindLastIndex(last, last - first, i => _history[i].Change >= 0 && _journal[_history[i].Change] is Change.Truncate));
        }

        var sizes = new SortedSet<int> { _history[resized[first]].Text.Length };
        for (var i = first + 1; i <= last; i++)
        {
            var (before, after) = (_history[resized[i] - 1].Text.Length, _history[resized[i]].Text.Length);
            sizes.Add(after);
            for (var size = before + 1; _journal[_history[resized[i]].Change] is Change.Write && size < after; size++)
            {
                if (size * _scale % _rules.SizeStep == 0)
                {
                    sizes.Add(size);
                }
            }
        }

        return sizes;
    }

    /// <summary>What may be found in a block of a file of that size.</summary>
    private SortedSet<string> Block(int start, int size, int upTo)
    {
        List<int> versions = [0, .. Enumerable.Range(1, _history.Count - 1).Where(i => Touches(i, start))];
        var (first, failed) = FirstPossible(versions);
        var possible = versions[first..];
        if (_rules.Journal)
        {
            possible = UnderMetadata(possible, start, upTo);
        }

        var need = _rules.Needs switch { 0 => 0, 1 => start + 1, _ => Math.Min(size, start + _block) };
        if (!failed && possible.Exists(i => _history[i].Text.Length >= need))
        {
            possible = possible.FindAll(i => _history[i].Text.Length >= need);
        }

        return Mixtures([.. possible.Select(i => _history[i].Text)], start, Math.Min(_block, size - start));
    }

    private List<int> UnderMetadata(List<int> possible, int start, int upTo)
    {
        bool IsCut(int i) => i > 0 && _journal[_history[i].Change] is not Change.Reread && _history[i].Text.Length < _history[i - 1].Text.Length;
        bool IsFreed(int i) => IsCut(i) && _history[i].Text.Length <= start;
        var last = possible.FindIndex(1, i => IsFreed(i) && _history[i].Change >= upTo);
        possible = last < 0 ? possible : possible[..last];
        var first = possible.FindLastIndex(i => IsCut(i) && _history[i].Change < upTo && (IsFreed(i) || _rules.Needs > 0));
        return first < 0 ? possible : possible[first..];
    }

    private SortedSet<string> Mixtures(List<string> texts, int start, int length)
    {
        var mixtures = new SortedSet<string>(StringComparer.Ordinal);
        var sectors = (length + _sector - 1) / _sector;
        for (var newer = 0; newer < texts.Count; newer++)
        {
            for (var older = _rules.Tears ? 0 : newer; older <= newer; older++)
            {
                for (var mask = 0; mask < 1 << sectors; mask++)
                {
                    mixtures.Add(Mixed(texts[older], texts[newer], mask, start, length, gap: null));
                    mixtures.Add(Mixed(texts[older], texts[newer], mask, start, length, _noise));
                }
            }
        }

        return mixtures;
    }

    private string Mixed(string older, string newer, int mask, int start, int length, string? gap) =>
        string.Concat(Enumerable.Range(start, length).Select(place =>
        {
            var text = (mask & (1 << ((place - start) / _sector))) != 0 ? newer : older;
            return place < text.Length ? text[place] : gap is null ? '\0' : gap[place];
        }));

    /// <summary>Of these versions the oldest that no successful sync has replaced, with the syncs taken one by one; and whether a sync has failed on them since.</summary>
    private (int First, bool Failed) FirstPossible(List<int> versions, int before = int.MaxValue)
    {
        var (first, cleanUpTo, isFailed) = (0, 0, false);
        for (var at = 0; at < Math.Min(before, _journal.Count); at++)
        {
            switch (_journal[at].Inode == _inode ? _journal[at] : null)
            {
                case Change.Reread when versions.FindIndex(i => _history[i].Change == at) is >= 0 and var read:
                    (first, isFailed) = (read, false);
                    break;
                case Change.SyncFailed { StaysDirty: false } failed:
                    cleanUpTo = Math.Max(cleanUpTo, failed.CoversUpTo);
                    isFailed |= first + 1 < versions.Count && _history[versions[first + 1]].Change < failed.CoversUpTo;
                    break;
                case Change.Synced synced when _rules.Syncs:
                    var covered = versions.FindLastIndex(i => _history[i].Change < synced.CoversUpTo);
                    if (covered > first && _history[versions[covered]].Change >= cleanUpTo)
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

    /// <summary>True when the change from one content to the next touches the block: zeros between the old end and a write belong to it.</summary>
    private bool Touches(int version, int start)
    {
        if (_journal[_history[version].Change] is Change.Reread)
        {
            return Piece(_history[version - 1].Text, start) != Piece(_history[version].Text, start);
        }

        var before = _history[version - 1].Text.Length;
        var (from, end) = _journal[_history[version].Change] is Change.Write write
            ? (Math.Min((int)write.Offset / _scale, before), (int)(write.Offset + write.Data.Length) / _scale)
            : (Math.Min(before, _history[version].Text.Length), Math.Max(before, _history[version].Text.Length));
        return from < start + _block && end > start;
    }

    /// <summary>
    /// What is read when the cache has given up its clean pages before a change: where a sync has failed and nothing was written since, the
    /// oldest that may be there, and on a disk that takes sizes back that of the file too.
    /// </summary>
    private string ReadAgain(int before)
    {
        var failedUpTo = _journal.Take(before).OfType<Change.SyncFailed>().Where(failed => failed.Inode == _inode).Max(failed => failed.CoversUpTo);
        var (text, blocks) = (_history[^1].Text, new System.Text.StringBuilder());
        List<int> resized = [0, .. Enumerable.Range(1, _history.Count - 1).Where(i => _history[i].Text.Length != _history[i - 1].Text.Length)];
        var size = _rules.Reverts && _history[resized[^1]].Change < failedUpTo ? _history[resized[FirstPossible(resized, before).First]].Text.Length : text.Length;
        for (var start = 0; start < size; start += _block)
        {
            List<int> versions = [0, .. Enumerable.Range(1, _history.Count - 1).Where(i => Touches(i, start))];
            var (first, failed) = FirstPossible(versions, before);
            var shown = failed && _history[versions[^1]].Change < failedUpTo ? _history[versions[first]].Text : text;
            blocks.Append(Piece(shown, start).PadRight(Math.Min(_block, size - start), '\0'));
        }

        return blocks.ToString()[..size];
    }

    private string Piece(string text, int start) => start >= text.Length ? string.Empty : text.Substring(start, Math.Min(_block, text.Length - start));

    private string After(string text, Change change) => change switch
    {
        Change.Write write => Written(text, (int)write.Offset / _scale, Letters(write.Data, _scale)),
        Change.Truncate truncate => text.PadRight((int)truncate.Size / _scale, '\0')[..((int)truncate.Size / _scale)],
        _ => throw new InvalidOperationException(),
    };

    private static string Written(string text, int offset, string data)
    {
        var end = offset + data.Length;
        return text.PadRight(offset, '\0')[..offset] + data + (end < text.Length ? text[end..] : string.Empty);
    }
}
