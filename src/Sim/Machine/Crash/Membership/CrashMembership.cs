using Sim.Machine.Disk;
using Sim.Machine.Random;

namespace Sim.Machine.Crash.Membership;

/// <summary>
/// Decides whether a power loss may leave a given image, without building the possible ones: the metadata first, then
/// file by file and block by block. It obeys the rules of <see cref="CrashModel"/>.
/// </summary>
/// <remarks>It is valid until the model moves.</remarks>
public sealed class CrashMembership
{
    private readonly CrashModel model;
    private readonly DiskPreset preset;
    private readonly CrashState state;
    private readonly FileMembership files;
    private readonly Dictionary<(int Inode, int UpTo), FileHistory> views = [];
    private readonly List<MetadataOutcome> outcomes;
    private readonly Dictionary<ulong, DiskImage> ordered = [];

    /// <summary>Takes the crash at the model's position.</summary>
    /// <param name="model">The crash model.</param>
    /// <param name="preset">The properties of the disk.</param>
    public CrashMembership(CrashModel model, DiskPreset preset)
    {
        (this.model, this.preset) = (model, preset);
        state = model.StateOf(preset);
        files = new FileMembership(preset, new StaleSource(preset.Stale, state.Freed));
        outcomes = preset is { InOrder: false, MetadataInOrder: true }
            ? new Metadata(state, preset).Every(int.MaxValue)!
            : [];
        if (preset.InOrder)
        {
            // Rule O1 has no more images than changes and blocks.
            foreach (var image in model.PowerLossImages(preset, int.MaxValue, new Prng(new Seed(1))))
            {
                ordered.Add(image.Hash, image);
            }
        }
    }

    /// <summary>True when a power loss may leave this image (rule C3).</summary>
    public bool Allows(DiskImage image) =>
        preset.InOrder ? ordered.TryGetValue(image.Hash, out var equal) && equal.ContentEquals(image)
        : preset.MetadataInOrder ? outcomes.Exists(outcome => IsLeftBy(outcome, image))
        : new NameSearch(state, preset, files, image).Finds();

    /// <summary>
    /// The number of the rule that forbids the image, with the reason in words; null when the image is allowed.
    /// </summary>
    public string? Denial(DiskImage image) => Allows(image) ? null : DenyingRule.Of(model, preset, image);

    private bool IsLeftBy(MetadataOutcome outcome, DiskImage image)
    {
        var paths = outcome.Names.Paths;
        if (!HasPaths(paths, image))
        {
            return false;
        }

        for (var i = 0; i < paths.Count; i++)
        {
            if (image.Sorted[i].Content is { } content && !files.Holds(View(paths[i].Inode, outcome), content))
            {
                return false;
            }
        }

        return AreOneContentAnInode(paths, image);
    }

    /// <summary>True when the image has these paths and no others, with directories where they lead to one.</summary>
    private bool HasPaths(List<PathEntry> paths, DiskImage image)
    {
        if (paths.Count != image.Count)
        {
            return false;
        }

        for (var i = 0; i < paths.Count; i++)
        {
            if (paths[i].Path != image.Sorted[i].Path
                || state.IsDirectory(paths[i].Inode) != (image.Sorted[i].Content is null))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Rule N4: a file with two names has one content.</summary>
    internal static bool AreOneContentAnInode(List<PathEntry> paths, DiskImage image)
    {
        for (var i = 1; i < paths.Count; i++)
        {
            var earlier = paths.FindIndex(0, i, entry => entry.Inode == paths[i].Inode);
            if (earlier >= 0 && image.Sorted[i].Content is { } content
                && !content.ContentEquals(image.Sorted[earlier].Content!))
            {
                return false;
            }
        }

        return true;
    }

    private FileHistory View(int inode, MetadataOutcome outcome)
    {
        if (!views.TryGetValue((inode, outcome.UpTo), out var view))
        {
            views[(inode, outcome.UpTo)] = view = state.File(inode).Under(preset, outcome);
        }

        return view;
    }
}
