using System.Diagnostics.CodeAnalysis;
using Sim.Machine.Crash;
using Sim.Machine.Disk;
using Sim.Machine.Random;
using Sim.Plans;
using Sim.Run;

namespace Sim.Check.Crashes;

/// <summary>The disk of a run, as crashes leave it. Every caller gets the same images with the same numbers.</summary>
public sealed class CrashedDisk
{
    private readonly LiveRun run;
    private readonly DiskPreset preset;
    private readonly Seed seed;

    /// <summary>The disk of a run, before its first change.</summary>
    public CrashedDisk(LiveRun run)
    {
        this.run = run;
        preset = run.Plan.Disk.Kind;
        seed = new Seed(run.Plan.Seed).Fork("images");
        Model = new CrashModel(DiskImage.Empty, run.Machine.Disk.Journal);
    }

    /// <summary>The model that computes the images. It stands at the position of the last call.</summary>
    public CrashModel Model { get; }

    /// <summary>The position after the last change of the disk that the run knows of.</summary>
    public int LastPosition => run.History.Promises.Count - 1;

    /// <summary>What a power loss may leave after this number of changes of the disk.</summary>
    public CrashImages PowerLossImages(int position)
    {
        Model.MoveTo(position);
        return Model.PowerLossImages(preset, run.Plan.Disk.ImagesPerCrash, ImageSeed(position).Fork(position).Stream());
    }

    /// <summary>What one crash leaves; false, with the reason in words, when the run has no such crash.</summary>
    public bool TryCrash(CrashChoice crash, [NotNullWhen(true)] out DiskImage? image, out string problem)
    {
        image = null;
        if (crash.Position < 0 || crash.Position > LastPosition)
        {
            problem = $"the disk of this run has {LastPosition} changes, so there is no crash after change "
                + $"{crash.Position}";
            return false;
        }

        Model.MoveTo(crash.Position);
        image = crash.Kind switch
        {
            CrashKind.Kill => Model.KillImage(),
            CrashKind.PowerLoss => PowerLossImages(crash.Position).ElementAtOrDefault(crash.Image),
            CrashKind.BitRot => Rotten(Model.KillImage(), crash.Image),
            _ => throw new ArgumentOutOfRangeException(nameof(crash)),
        };
        problem = image is not null ? ""
            : crash.Kind == CrashKind.BitRot ? $"after change {crash.Position} the log has no bit {crash.Image}"
            : $"a power loss after change {crash.Position} has {PowerLossImages(crash.Position).Count} images, "
                + $"numbered from 0: there is no image {crash.Image}";
        return image is not null;
    }

    /// <summary>The image with one bit of its log flipped; null: the log has no such bit.</summary>
    public static DiskImage? Rotten(DiskImage image, int bit)
    {
        foreach (var file in bit < 0 ? [] : ServerFiles.LogOn(image))
        {
            if (bit < 8L * file.Content.Length)
            {
                return image.BitFlipped(file.Path, bit);
            }

            bit -= 8 * file.Content.Length;
        }

        return null;
    }

    private Seed ImageSeed(int position) =>
        run.Plan.Reseed is { } reseed && run.History.Promises[position].NowUs - Plan.StartUs > reseed.AtUs
        ? new Seed(reseed.Seed).Fork("images")
        : seed;
}
