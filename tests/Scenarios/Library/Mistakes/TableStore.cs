using System.Globalization;

namespace Tests.Scenarios.Library.Mistakes;

/// <summary>
/// A log whose pairs move to a table after four records. A manifest names the tables and the log, and CURRENT names the
/// manifest. Every second table is merged with all others, with a new manifest.
/// </summary>
internal sealed class TableStore : IMistakenStore
{
    private const int LogRecords = 4;
    private const string Current = "CURRENT", NewCurrent = "CURRENT.tmp";

    private readonly StoreFiles files;
    private readonly Mistake mistake;
    private readonly SortedDictionary<string, string> recent = new(StringComparer.Ordinal);
    private List<int> tables = [];
    private int log;
    private int next = 1;
    private string manifest = "";
    private int manifestFile = -1;
    private long manifestEnd;
    private int logFile = -1;
    private long logEnd;
    private int records;

    public TableStore(StoreFiles files, Mistake mistake)
    {
        (this.files, this.mistake) = (files, mistake);
        ReadManifest();
        foreach (var table in tables)
        {
            _ = Replay(Table(table), Pairs, trusts: true);
        }

        if (log == 0)
        {
            StartLog(syncsName: true);
            StartManifest();
            return;
        }

        logEnd = Replay(Log(log), recent, trusts: false);
        OpenLog();
        foreach (var (key, value) in recent)
        {
            Pairs[key] = value;
        }

        StartManifest();
    }

    public SortedDictionary<string, string> Pairs { get; } = new(StringComparer.Ordinal);

    public void Put(string key, string value)
    {
        if (records >= LogRecords)
        {
            Flush();
        }

        var record = StoreFiles.Record($"{key} {value}");
        files.Write(logFile, logEnd, record);
        (logEnd, records) = (logEnd + record.Length, records + 1);
        Pairs[key] = recent[key] = value;
    }

    public void Commit() => files.Sync(logFile);

    /// <summary>CURRENT names the manifest; its last good record is the state.</summary>
    private void ReadManifest()
    {
        if (StoreFiles.RecordAt(files.ReadAll(Current), 0) is not { IsGood: true } current)
        {
            // Only a new store has no CURRENT: nothing was promised before there was one.
            _ = files.Exists(Current) ? throw new Sim.Os.ProcessExit(1, "CURRENT is damaged") : 0;
            return;
        }

        manifest = current.Text;
        var bytes = files.ReadAll(manifest);
        while (StoreFiles.RecordAt(bytes, (int)manifestEnd) is { IsGood: true } record)
        {
            var numbers = record.Text.Split(' ').Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToList();
            (next, log, tables, manifestEnd) = (numbers[0], numbers[1], numbers[2..], record.End);
        }

        _ = log == 0 ? throw new Sim.Os.ProcessExit(1, $"{manifest} is damaged") : 0;
    }

    private long Replay(string path, SortedDictionary<string, string> into, bool trusts)
    {
        var bytes = files.ReadAll(path);
        var at = 0;
        while (StoreFiles.RecordAt(bytes, at) is { } record)
        {
            if (record.IsGood || (!trusts && mistake == Mistake.TableLogHasNoChecksum))
            {
                var parts = record.Text.Split(' ', 2);
                into[parts[0]] = parts.Length == 2 ? parts[1] : "";
                records += trusts ? 0 : 1;
            }
            else if (trusts || mistake != Mistake.TableLogSkipsBadRecord)
            {
                break;
            }

            at = record.End;
        }

        return trusts && (at < bytes.Length || bytes.Length == 0)
            ? throw new Sim.Os.ProcessExit(1, $"{path} is damaged")
            : at;
    }

    /// <summary>Continues the log after its last good record.</summary>
    private void OpenLog()
    {
        logFile = files.Open(Log(log));
        if (mistake == Mistake.ReusedLogKeepsItsTail)
        {
            logEnd = files.Size(logFile);
        }
        else
        {
            files.Truncate(logFile, logEnd);
        }

        files.Sync(logFile);
        files.SyncNames();
    }

    private void StartLog(bool syncsName)
    {
        log = next++;
        logFile = files.Open(Log(log), truncates: true);
        if (syncsName)
        {
            files.SyncNames();
        }

        (logEnd, records) = (0, 0);
        recent.Clear();
    }

    /// <summary>Moves the pairs of the log to a table.</summary>
    private void Flush()
    {
        var (full, old, table) = (recent.ToList(), log, next++);
        files.Close(logFile);
        if (mistake != Mistake.NameOfNewLogIsNotSynced)
        {
            StartLog(syncsName: true);
        }

        WriteTable(table, full);
        tables = [.. tables, table];
        if (mistake == Mistake.NameOfNewLogIsNotSynced)
        {
            StartLog(syncsName: false);
        }

        AddState(syncs: mistake != Mistake.ManifestIsNotSynced);
        files.Unlink(Log(old));
        if (tables.Count > 1)
        {
            Compact();
        }
    }

    private void Compact()
    {
        var all = Pairs.Where(pair => !recent.ContainsKey(pair.Key)).ToList();
        var old = tables;
        var merged = mistake == Mistake.FileNumberIsUsedTwice ? tables[0] : next++;
        if (mistake == Mistake.CompactionDeletesFirst)
        {
            old.ForEach(table => files.Unlink(Table(table)));
            files.SyncNames();
        }

        WriteTable(merged, all);
        tables = [merged];
        StartManifest();
        if (mistake != Mistake.CompactionDeletesFirst)
        {
            old.Where(table => table != merged).ToList().ForEach(table => files.Unlink(Table(table)));
        }
    }

    private void WriteTable(int number, List<KeyValuePair<string, string>> pairs)
    {
        var bytes = pairs.SelectMany(pair => StoreFiles.Record($"{pair.Key} {pair.Value}")).ToArray();
        files.WriteAll(Table(number), bytes, syncs: mistake != Mistake.TableIsNotSynced);
        if (mistake != Mistake.NameOfTableIsNotSynced)
        {
            files.SyncNames();
        }
    }

    private void AddState(bool syncs)
    {
        var record = StoreFiles.Record(string.Join(' ', [next, log, .. tables]));
        files.Write(manifestFile, manifestEnd, record);
        manifestEnd += record.Length;
        if (syncs)
        {
            files.Sync(manifestFile);
        }
    }

    /// <summary>Writes a new manifest, and lets CURRENT name it.</summary>
    private void StartManifest()
    {
        var old = manifest;
        manifest = string.Create(CultureInfo.InvariantCulture, $"MANIFEST.{next++:D4}");
        manifestFile = files.Open(manifest, truncates: true);
        manifestEnd = 0;
        AddState(syncs: true);
        var record = StoreFiles.Record(manifest);
        if (mistake == Mistake.CurrentIsWrittenInPlace)
        {
            files.SyncNames();
            files.WriteAll(Current, record, syncs: true);
        }
        else
        {
            if (mistake != Mistake.NameOfTableIsNotSynced)
            {
                files.SyncNames();
            }

            files.WriteAll(NewCurrent, record, syncs: mistake != Mistake.CurrentIsNotSynced);
            files.Rename(NewCurrent, Current);
        }

        if (mistake is not (Mistake.NameOfCurrentIsNotSynced or Mistake.NameOfTableIsNotSynced))
        {
            files.SyncNames();
        }

        if (old.Length > 0)
        {
            files.Unlink(old);
        }
    }

    private static string Log(int number) => string.Create(CultureInfo.InvariantCulture, $"{number:D4}.log");

    private static string Table(int number) => string.Create(CultureInfo.InvariantCulture, $"{number:D4}.table");
}
