using System.Globalization;

namespace Tests.Scenarios.Library.Mistakes;

/// <summary>
/// A log in segments of three records. A checkpoint after six records retires all segments but the last; one of them is
/// used again. Records have numbers without gaps.
/// </summary>
internal sealed class SegmentedLog : IMistakenStore
{
    private const int SegmentRecords = 3;
    private const int CheckpointRecords = 6;
    private const string Checkpoint = "checkpoint", NewCheckpoint = "new-checkpoint", Spare = "spare";

    private readonly StoreFiles files;
    private readonly Mistake mistake;
    private long last;
    private long lastCheckpoint;
    private int segment;
    private int file = -1;
    private long end;
    private int records;

    public SegmentedLog(StoreFiles files, Mistake mistake)
    {
        (this.files, this.mistake) = (files, mistake);
        ReadCheckpoint();
        var names = files.Names("log.");
        foreach (var name in names)
        {
            Replay(name);
        }

        OpenLast(names);
    }

    public SortedDictionary<string, string> Pairs { get; } = new(StringComparer.Ordinal);

    public void Put(string key, string value)
    {
        if (records >= SegmentRecords)
        {
            Rotate();
        }

        var record = StoreFiles.Record(string.Create(CultureInfo.InvariantCulture, $"{++last} {key} {value}"));
        files.Write(file, end, record);
        (end, records) = (end + record.Length, records + 1);
        Pairs[key] = value;
    }

    public void Commit()
    {
        if (mistake != Mistake.LogIsNotSynced)
        {
            files.Sync(file);
        }

        if (last - lastCheckpoint >= CheckpointRecords)
        {
            TakeCheckpoint();
        }
    }

    private void ReadCheckpoint()
    {
        var bytes = files.ReadAll(Checkpoint);
        var at = 0;
        while (StoreFiles.RecordAt(bytes, at) is { IsGood: true } record)
        {
            var parts = record.Text.Split(' ', 3);
            (at, last) = (record.End, long.Parse(parts[0], CultureInfo.InvariantCulture));
            if (parts[1].Length > 0)
            {
                Pairs[parts[1]] = parts[2];
            }
        }

        lastCheckpoint = last;
    }

    /// <summary>
    /// Applies the records of a segment that follow the last one. A segment from before the checkpoint has none.
    /// </summary>
    private void Replay(string name)
    {
        var bytes = files.ReadAll(name);
        var previous = 0L;
        (end, records) = (0, 0);
        while (StoreFiles.RecordAt(bytes, (int)end) is { } record)
        {
            if (!record.IsGood && mistake == Mistake.BadRecordIsSkipped)
            {
                end = record.End;
                continue;
            }

            var parts = record.Text.Split(' ', 3);
            _ = long.TryParse(parts.Length == 3 ? parts[0] : "", CultureInfo.InvariantCulture, out var number);
            var isNext = number == (previous == 0 ? last : previous) + 1;
            var anyNumber = mistake is Mistake.StaleTailOfRecycledSegment or Mistake.BadRecordIsSkipped && number > 0;
            if ((!record.IsGood && mistake != Mistake.LogHasNoChecksum) || number == 0 || (!isNext && !anyNumber))
            {
                return;
            }

            if (number > last || mistake == Mistake.StaleTailOfRecycledSegment)
            {
                Pairs[parts[1]] = parts[2];
                last = Math.Max(last, number);
            }

            (previous, end, records) = (number, record.End, records + 1);
        }
    }

    private void OpenLast(IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            Start(1);
            return;
        }

        segment = int.Parse(names[^1].AsSpan("log.".Length), CultureInfo.InvariantCulture);
        file = files.Open(names[^1]);
        if (mistake == Mistake.TornTailStays)
        {
            end = files.Size(file);
        }
        else
        {
            files.Truncate(file, end);
        }

        if (mistake != Mistake.RecoveredTailIsNotSynced)
        {
            files.Sync(file);
        }

        // A killed life may have left names that only the cache has.
        if (mistake != Mistake.NameOfSegmentIsNotSynced)
        {
            files.SyncNames();
        }

        if (records >= SegmentRecords)
        {
            files.Close(file);
            Start(segment + 1);
        }
    }

    private void Rotate()
    {
        if (mistake is not (Mistake.OldSegmentIsNotSynced or Mistake.LogIsNotSynced))
        {
            files.Sync(file);
        }

        files.Close(file);
        Start(segment + 1);
    }

    /// <summary>Opens a new segment, which may have been an old one.</summary>
    private void Start(int number)
    {
        segment = number;
        var name = Name(number);
        if (files.Exists(Spare))
        {
            files.Rename(Spare, name);
        }

        file = files.Open(name);
        if (mistake != Mistake.NameOfSegmentIsNotSynced)
        {
            files.SyncNames();
        }

        (end, records) = (0, 0);
    }

    private void TakeCheckpoint()
    {
        Rotate();
        if (mistake == Mistake.SegmentsGoBeforeCheckpoint)
        {
            RetireSegments();
        }

        var bytes = new List<byte>(StoreFiles.Record(string.Create(CultureInfo.InvariantCulture, $"{last}  ")));
        foreach (var (key, value) in Pairs)
        {
            bytes.AddRange(StoreFiles.Record(string.Create(CultureInfo.InvariantCulture, $"{last} {key} {value}")));
        }

        files.WriteAll(NewCheckpoint, bytes.ToArray(), syncs: mistake != Mistake.CheckpointIsNotSynced);
        files.Rename(NewCheckpoint, Checkpoint);
        if (mistake != Mistake.NameOfCheckpointIsNotSynced)
        {
            files.SyncNames();
        }

        RetireSegments();
        lastCheckpoint = last;
        last = mistake == Mistake.NumbersRestartAfterCheckpoint ? 0 : last;
        lastCheckpoint = Math.Min(lastCheckpoint, last);
    }

    private void RetireSegments()
    {
        foreach (var name in files.Names("log.").Where(name => name != Name(segment)))
        {
            if (files.Exists(Spare))
            {
                files.Unlink(name);
            }
            else
            {
                files.Rename(name, Spare);
            }
        }
    }

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"log.{number:D4}");
}
