using System.Globalization;
using System.Text;

namespace Tests.Scenarios.Library.Mistakes;

/// <summary>
/// Pages of 1,024 bytes. A write changes two pages: that of its key and the one with the last pair. A journal keeps the
/// old pages until the new ones are durable. It is unlinked after a commit, or kept and its head is overwritten.
/// </summary>
internal sealed class PageStore : IMistakenStore
{
    private const int PageSize = 1_024;
    private const int NumberStart = 8, NumberEnd = 14;
    private const string Database = "database", Journal = "journal";

    private readonly StoreFiles files;
    private readonly Mistake mistake;
    private readonly bool keepsJournal;
    private readonly int database;
    private int transaction;

    public PageStore(StoreFiles files, Mistake mistake, bool keepsJournal)
    {
        (this.files, this.mistake, this.keepsJournal) = (files, mistake, keepsJournal);
        database = files.Open(Database);
        files.SyncNames();
        RollBack();
        var bytes = files.ReadAll(Database);
        for (var page = 0; page * PageSize < bytes.Length; page++)
        {
            var text = PageText(bytes, page);
            if (text.Length > 0)
            {
                Pairs[page == 0 ? "last" : string.Create(CultureInfo.InvariantCulture, $"key{page - 1}")] = text;
            }
        }
    }

    public SortedDictionary<string, string> Pairs { get; } = new(StringComparer.Ordinal);

    public void Put(string key, string value)
    {
        var page = int.Parse(key.AsSpan("key".Length), CultureInfo.InvariantCulture) + 1;
        if (mistake == Mistake.PagesGoBeforeJournal)
        {
            var before = files.ReadAll(Database);
            WritePages(page, value);
            WriteJournal(before, page);
        }
        else
        {
            WriteJournal(files.ReadAll(Database), page);
            WritePages(page, value);
        }

        if (mistake != Mistake.PagesAreNotSynced)
        {
            files.Sync(database);
        }

        EndJournal();
        Pairs[key] = Pairs["last"] = value;
    }

    public void Commit()
    {
        // Every write is a transaction of its own.
    }

    /// <summary>The head has the number of the transaction, the number of pages, and the old size.</summary>
    private void WriteJournal(byte[] old, int page)
    {
        transaction++;
        List<int> changed = [.. new[] { 0, page }.Where(number => number * PageSize < old.Length)];
        List<byte[]> records = [Head(changed.Count, old.Length), .. changed.Select(number => StoreFiles.Record(
            string.Create(CultureInfo.InvariantCulture,
                $"{transaction:D6} {number} {PageText(old, number).PadRight(PageSize, '\0')}")))];
        var journal = files.Open(Journal, truncates: !keepsJournal);
        var at = 0;
        foreach (var record in records)
        {
            files.Write(journal, at, record);
            at += record.Length;
        }

        if (mistake != Mistake.JournalIsNotSynced)
        {
            files.Sync(journal);
        }

        files.Close(journal);
        if (mistake != Mistake.NameOfJournalIsNotSynced)
        {
            files.SyncNames();
        }
    }

    private byte[] Head(int pages, long size) => StoreFiles.Record(string.Create(
        CultureInfo.InvariantCulture, $"{transaction:D6} {pages} {size:D8}"));

    private void WritePages(int page, string value)
    {
        foreach (var number in new[] { page, 0 })
        {
            WritePage(number, value);
        }
    }

    private void WritePage(int number, string text)
    {
        var bytes = new byte[PageSize];
        _ = Encoding.UTF8.GetBytes(text, bytes);
        files.Write(database, number * PageSize, bytes);
    }

    private void EndJournal()
    {
        if (keepsJournal)
        {
            var journal = files.Open(Journal);
            files.Write(journal, 0, new byte[8]);
            files.Sync(journal);
            files.Close(journal);
            return;
        }

        files.Unlink(Journal);
        if (mistake != Mistake.UnlinkIsNotSynced)
        {
            files.SyncNames();
        }
    }

    /// <summary>Writes the old pages back, if the journal is whole.</summary>
    private void RollBack()
    {
        if (!files.Exists(Journal))
        {
            return;
        }

        // A head that was overwritten still has its number: no number is used twice.
        var bytes = files.ReadAll(Journal);
        _ = bytes.Length > NumberEnd && int.TryParse(bytes.AsSpan(NumberStart..NumberEnd), null, out transaction);
        if (StoreFiles.RecordAt(bytes, 0) is { IsGood: true } head)
        {
            var parts = head.Text.Split(' ').Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToList();
            transaction = parts[0];
            var pages = mistake == Mistake.HotJournalIsThrownAway ? null : OldPages(bytes, head.End, parts[1]);
            if (pages is not null)
            {
                Restore(pages, parts[2]);
            }
        }

        EndJournal();
    }

    private List<(int Number, string Text)>? OldPages(byte[] bytes, int at, int count)
    {
        var pages = new List<(int, string)>();
        for (var i = 0; i < count; i++)
        {
            if (StoreFiles.RecordAt(bytes, at) is not { } record
                || (!record.IsGood && mistake != Mistake.JournalHasNoChecksum))
            {
                return null;
            }

            var parts = record.Text.Split(' ', 3);
            var isOfThis = parts.Length == 3 && parts[0] == transaction.ToString("D6", CultureInfo.InvariantCulture);
            var text = parts.Length == 3 ? parts[1] : "";
            var hasNumber = int.TryParse(text, CultureInfo.InvariantCulture, out var number);
            if (!hasNumber || (!isOfThis && mistake != Mistake.StaleTailOfKeptJournal))
            {
                return null;
            }

            pages.Add((number, parts[2].TrimEnd('\0')));
            at = record.End;
        }

        return pages;
    }

    private void Restore(List<(int Number, string Text)> pages, long size)
    {
        foreach (var (number, text) in pages)
        {
            WritePage(number, text);
        }

        if (mistake != Mistake.SizeIsNotRestored)
        {
            files.Truncate(database, size);
        }

        if (mistake != Mistake.RollbackIsNotSynced)
        {
            files.Sync(database);
        }
    }

    private static string PageText(byte[] bytes, int page) =>
        Encoding.UTF8.GetString(bytes, page * PageSize, Math.Min(PageSize, bytes.Length - (page * PageSize)))
            .TrimEnd('\0');
}
