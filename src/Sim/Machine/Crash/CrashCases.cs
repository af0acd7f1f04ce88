using Sim.Machine.Disk;
using Sim.Machine.Random;

namespace Sim.Machine.Crash;

/// <summary>One crash of a run.</summary>
/// <param name="Position">The number of changes of the disk before it.</param>
/// <param name="Disk">The preset; null when the program alone was killed.</param>
/// <param name="Image">The number of the image there, from 0.</param>
public readonly record struct CrashCase(int Position, DiskPreset? Disk, int Image)
{
    /// <summary>True when the program alone was killed.</summary>
    public bool IsKill => Disk is null;

    /// <summary>The name of the disk, or of the kill.</summary>
    public string DiskName => Disk?.Name ?? "kill";
}

/// <summary>A crash image, and all crashes of the run that leave it.</summary>
/// <param name="Image">The files.</param>
/// <param name="Cases">The crashes.</param>
public sealed record CrashedImage(DiskImage Image, IReadOnlyList<CrashCase> Cases);

/// <summary>Lists the crashes of a run.</summary>
/// <param name="before">What was on the disk before the run.</param>
/// <param name="journal">The changes of the run.</param>
/// <param name="bound">The largest number of images at a crash point.</param>
/// <param name="seed">Draws the images where not all are listed.</param>
public sealed class CrashCases(DiskImage before, Journal journal, int bound, Seed seed)
{
    private readonly CrashModel model = new(before, journal);

    /// <summary>The number of power-loss points where not all images were listed.</summary>
    public int Sampled { get; private set; }

    /// <summary>All crashes of the run on these disks, with equal images once. The kill is among them.</summary>
    /// <param name="presets">The disks.</param>
    /// <param name="from">The number of changes before the first crash.</param>
    public IReadOnlyList<CrashedImage> All(IReadOnlyList<DiskPreset> presets, int from = 0)
    {
        var known = new SortedDictionary<ulong, List<CrashCase>>();
        var images = new List<CrashedImage>();
        for (var position = from; position <= journal.Count; position++)
        {
            foreach (var (state, image) in presets.SelectMany(preset => At(position, preset))
                .Prepend(KillAt(position)))
            {
                if (!known.TryGetValue(image.Hash, out var equal))
                {
                    known[image.Hash] = equal = [];
                    images.Add(new CrashedImage(image, equal));
                }

                equal.Add(state);
            }
        }

        return images;
    }

    /// <summary>
    /// The images, the most different ones first. Two are alike when the same kinds of changes of the same files are
    /// around the same kind of crash: from each such group one is taken, then a second one, and so on. Groups around
    /// changes of names, of sizes and around syncs come first.
    /// </summary>
    /// <returns>The indexes of the images in that order, and the number of groups.</returns>
    public static (IReadOnlyList<int> Order, int Groups) Ranked(Journal journal, IReadOnlyList<CrashedImage> images)
    {
        var groups = images.Index().GroupBy(image => Group(journal, image.Item.Cases[0])).ToList();
        return ([.. groups
            .SelectMany(group => group.Select((image, turn) => (image.Index, Turn: turn, group.Key.IsWrite)))
            .OrderBy(image => image.Turn).ThenBy(image => image.IsWrite).Select(image => image.Index)], groups.Count);
    }

    private static (string Around, bool IsWrite) Group(Journal journal, CrashCase crash)
    {
        var (last, next) = (crash.Position == 0 ? null : journal[crash.Position - 1],
            crash.Position == journal.Count ? null : journal[crash.Position]);
        return (Invariant($"{crash.DiskName} {last?.GetType().Name} {last?.Inode} ")
            + Invariant($"{next?.GetType().Name} {next?.Inode}"), last is Change.Write);
    }

    /// <summary>
    /// True when a power loss left bytes in a file that no program wrote: its size arrived, and the data there did not
    /// (rule B4).
    /// </summary>
    public static bool ShowsUnwritten(DiskImage image) => image.Origin is LossReport { ShowsUnwritten: true };

    /// <summary>What one crash leaves; null when there is no such image.</summary>
    public DiskImage? ImageOf(CrashCase crash) => crash.Disk is { } preset
        ? At(crash.Position, preset).Skip(crash.Image).Select(state => state.Image).FirstOrDefault()
        : KillAt(crash.Position).Image;

    /// <summary>
    /// Which change had to be durable before which, so that a power loss would have done no harm; null when no single
    /// sync before it heals it, as <see cref="NeededOrder.Of"/> has it.
    /// </summary>
    /// <param name="crash">The crash.</param>
    /// <param name="fails">True when one of the images of a crash after such a sync does the same harm.</param>
    public (int Earlier, int Later)? Needed(CrashCase crash, Predicate<IEnumerable<DiskImage>> fails) =>
        crash.Disk is { } preset && crash.Position > 0
            ? NeededOrder.Of(journal, crash.Position, synced => fails(new CrashCases(before, synced, bound, seed)
                .At(crash.Position + 1, preset).Select(state => state.Image)))
            : null;

    /// <summary>What kill -9 leaves.</summary>
    public (CrashCase State, DiskImage Image) KillAt(int position)
    {
        model.MoveTo(position);
        return (new CrashCase(position, Disk: null, Image: 0), model.KillImage());
    }

    /// <summary>What a power loss leaves.</summary>
    public IEnumerable<(CrashCase State, DiskImage Image)> At(int position, DiskPreset preset)
    {
        model.MoveTo(position);
        var images = model.PowerLossImages(preset, bound, seed.Fork("images").Fork(position).Stream());
        Sampled += images.IsExhaustive ? 0 : 1;
        return images.Select((image, number) => (new CrashCase(position, preset, number), image));
    }
}
