using Sim.Check;
using Sim.Check.Rules;
using Sim.Machine.Crash;
using Sim.Machine.Disk;
using Sim.Plans;

namespace Sim.Report;

/// <summary>The contents of the disk at each crash point, in the cache and durable, and of each crash image.</summary>
internal sealed class DiskViews
{
    /// <summary>The maximum number of crash points before the one that is shown first.</summary>
    private const int MaxBefore = 300;

    /// <summary>The maximum number after it.</summary>
    private const int MaxAfter = 100;

    /// <summary>The maximum length of a loss on a button, in characters.</summary>
    private const int MaxLoss = 40;

    /// <summary>A file with more differing ranges than this shows them as one range.</summary>
    private const int MaxRanges = 200;

    private readonly RecordedRun recorded;
    private readonly CrashModel model;
    private readonly DiskPreset preset;
    private readonly Dictionary<int, int> lastBlobOf = [];

    /// <summary>Views the crash points around the one that is shown first.</summary>
    public DiskViews(RecordedRun recorded)
    {
        this.recorded = recorded;
        model = new CrashModel(DiskImage.Empty, recorded.Journal);
        preset = recorded.Plan.Disk.Kind;
        First = Math.Max(0, recorded.Focus.Position - MaxBefore);
        End = Math.Min(recorded.Journal.Count, recorded.Focus.Position + MaxAfter) + 1;
        Points = Look();
    }

    /// <summary>The position of the first point.</summary>
    public int First { get; }

    /// <summary>The position behind the last point.</summary>
    public int End { get; }

    /// <summary>The contents of the files.</summary>
    public Blobs Blobs { get; } = new();

    /// <summary>The points.</summary>
    public IReadOnlyList<CrashPoint> Points { get; }

    private List<CrashPoint> Look()
    {
        var states = recorded.States.ToLookup(state => state.Crash.Position);
        var points = new List<CrashPoint>(End - First);
        for (var position = First; position < End; position++)
        {
            model.MoveTo(position);
            var promise = recorded.Run.History.Promises[position];
            var files = Cached();
            points.Add(new CrashPoint(
                position,
                recorded.AtUs(position),
                position == 0 ? "nothing yet" : recorded.Journal[position - 1].ToString(),
                promise.Executed,
                promise.Acknowledged,
                promise.Unwritten,
                files,
                [.. states[position].Select(state => Image(state, files))]));
        }

        return points;
    }

    private List<CachedFile> Cached()
    {
        var files = new List<CachedFile>();
        foreach (var held in CacheSnapshot.At(model, preset))
        {
            var blob = Blobs.NumberOf(held.Cached, lastBlobOf.GetValueOrDefault(held.Inode, -1));
            lastBlobOf[held.Inode] = blob;
            files.Add(new CachedFile(
                held.Path, held.Inode, blob, held.Cached.Length, held.Durable, held.NameIsDurable));
        }

        return files;
    }

    private ImageView Image(JudgedState state, IReadOnlyList<CachedFile> cached)
    {
        var outcome = state.Outcome;
        var executed = recorded.Run.History.Promises[state.Crash.Position].Executed;
        var back = recorded.Run.History.LastLive(
            [.. outcome.Matches.Where(match => match <= executed)], state.Crash.Position);
        var name = state.Crash.Kind switch
        {
            CrashKind.Kill => "kill -9",
            CrashKind.PowerLoss => FormattableString.Invariant(
                $"power loss {state.Crash.Image}: {FirstLoss(state.Image.Description)}"),
            CrashKind.BitRot => FormattableString.Invariant($"bit {state.Crash.Image} rots"),
            _ => throw new ArgumentOutOfRangeException(nameof(state)),
        };
        var (verdict, says) = state switch
        {
            { Undetectable: true } =>
                ("damage", "Undetectable damage: bytes came back that were never written. It is "
                    + "counted, not judged."),
            { Broken: { } kind } => ("broken", Explain(kind, state)),
            { Outcome.Refused: { } refusal } =>
                ("refused", $"The server refuses to start, as it may ({refusal}). The checker's repair brings back "
                    + $"what it must."),
            _ => ("kept", "All promised writes came back."),
        };
        return new ImageView(name, state.Image.Description, verdict, says, back, state.Floor.Units, state.Floor.Why,
            Files(state.Image, cached));
    }

    /// <summary>What an image lost first: its description without its head, as far as a button has room.</summary>
    private static string FirstLoss(string description)
    {
        var losses = description.Split("): ", 2)[^1].Split(';')[0];
        return losses.Length <= MaxLoss ? losses : losses[..MaxLoss] + "...";
    }

    private static string Explain(ViolationKind kind, JudgedState state) => kind switch
    {
        ViolationKind.LostPromised or ViolationKind.LostSynced => $"Writes are gone that were {state.Floor.Why}.",
        ViolationKind.NotAPrefix => "The dataset that came back is no state of the history.",
        ViolationKind.Refused => $"The server refuses to start where it must not: {state.Outcome.Refused}",
        ViolationKind.AfterRecovery => $"After the recovery: {state.Outcome.Defect}",
        ViolationKind.NotHealed or ViolationKind.Exited or ViolationKind.ErrorNotTold or >= ViolationKind.Hung =>
            kind.ToString(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>The image's files beside those of the page cache; lost files are included.</summary>
    private List<ImageFile> Files(DiskImage image, IReadOnlyList<CachedFile> cached)
    {
        var files = new List<ImageFile>();
        foreach (var entry in image.Entries.Where(entry => !entry.IsDirectory))
        {
            var file = cached.FirstOrDefault(file => file.Path == entry.Path);
            var blob = Blobs.NumberOf(entry.Content, file?.Blob ?? -1);
            var before = file is not null && model.InodeAt(entry.Path) is { } inode
                ? model.StateOf(DiskPreset.PosixWeak).File(inode).Cached.Span
                : default;
            var differs = Differing(entry.Content.Span, before);
            var isOther = file is not null && IsOther(file, entry.Content.Length, differs);
            files.Add(new ImageFile(
                entry.Path, blob, entry.Content.Length, isOther ? [0, entry.Content.Length] : differs, isOther));
        }

        files.AddRange(
            cached.Where(file => !files.Exists(there => there.Path == file.Path)).Select(
                file => new ImageFile(file.Path, Blob: -1, Size: -1, [], IsOther: false)));
        return files;
    }

    /// <summary>
    /// True when durable bytes are missing: then the name leads to another file than in the page cache.
    /// </summary>
    private static bool IsOther(CachedFile file, int size, List<int> differs)
    {
        foreach (var durable in file.Durable.Chunk(2))
        {
            if (durable[1] > size || differs.Chunk(2).Any(range => range[0] < durable[1] && range[1] > durable[0]))
            {
                return true;
            }
        }

        return false;
    }

    private static List<int> Differing(ReadOnlySpan<byte> now, ReadOnlySpan<byte> before)
    {
        var ranges = new List<int>();
        var both = Math.Min(now.Length, before.Length);
        for (var i = now.CommonPrefixLength(before); i
            < now.Length; i += now[i..].CommonPrefixLength(before[Math.Min(i, both)..]))
        {
            ranges.Add(i);
            while (i < both && now[i] != before[i])
            {
                i++;
            }

            i = i < both ? i : now.Length;
            ranges.Add(i);
        }

        return ranges.Count <= MaxRanges ? ranges : [ranges[0], ranges[^1]];
    }
}
