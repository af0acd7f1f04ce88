using System.Diagnostics.CodeAnalysis;
using Sim.Chance;
using Sim.Disk;

namespace Sim.Explore;

/// <summary>The disk of a run, as crashes leave it. The same images with the same numbers, whoever asks: whoever judges a run, and whoever wants one of its images as files.</summary>
public sealed class CrashedDisk
{
    private readonly Plan plan;
    private readonly LiveRun run;
    private readonly DiskPreset preset;
    private readonly Seed seed;

    /// <summary>The disk of a run, before its first change.</summary>
    /// <param name="plan">The plan it ran.</param>
    /// <param name="run">The run.</param>
    public CrashedDisk(Plan plan, LiveRun run)
    {
        this.plan = plan;
        this.run = run;
        preset = DiskPreset.Named(plan.Disk.Preset);
        seed = new Seed(plan.Seed).Fork("images");
        Model = new CrashModel(DiskImage.Empty, run.Machine.Disk.Journal);
    }

    /// <summary>The model that computes the images; it stands where it was asked last.</summary>
    public CrashModel Model { get; }

    /// <summary>The position after the last change of the disk that the run knows of.</summary>
    public int LastPosition => run.History.Promises.Count - 1;

    /// <summary>What a loss of power may leave after so many changes of the disk.</summary>
    public CrashImages PowerLossImages(int position)
    {
        Model.MoveTo(position);
        return Model.PowerLossImages(preset, plan.Disk.ImagesPerCrash, ImageSeed(position).Fork(position).Stream());
    }

    /// <summary>What one crash leaves; false, with the reason in words, when the run has no such crash.</summary>
    public bool TryCrash(CrashChoice crash, [NotNullWhen(true)] out DiskImage? image, out string problem)
    {
        (image, problem) = (null, "");
        if (crash.Position < 0 || crash.Position > LastPosition)
        {
            problem = $"the disk of this run has {LastPosition} changes, so there is no crash after change {crash.Position}";
            return false;
        }

        Model.MoveTo(crash.Position);
        (image, problem) = crash.Kind switch
        {
            CrashKind.Kill => (Model.KillImage(), ""),
            CrashKind.PowerLoss => Numbered(PowerLossImages(crash.Position), crash),
            CrashKind.BitRot => Rotten(Model.KillImage(), crash),
            _ => throw new ArgumentOutOfRangeException(nameof(crash)),
        };
        return image is not null;
    }

    private static (DiskImage? Image, string Problem) Numbered(CrashImages images, CrashChoice crash) => images.ElementAtOrDefault(crash.Image) is { } image
        ? (image, "")
        : (null, $"a power loss after change {crash.Position} has {images.Count} images, numbered from 0: there is no image {crash.Image}");

    private (DiskImage? Image, string Problem) Rotten(DiskImage image, CrashChoice crash)
    {
        var logName = plan.Config.ToAofConfig().FileName;
        return image.TryGet(logName, out var log) && crash.Image >= 0 && crash.Image < 8L * log.Length
            ? (image.Rotten(logName, crash.Image), "")
            : (null, $"after change {crash.Position} the log has no bit {crash.Image}");
    }

    private Seed ImageSeed(int position) => plan.Reseed is { } reseed && run.History.Promises[position].NowUs - LiveRun.StartUs > reseed.AtUs
        ? new Seed(reseed.Seed).Fork("images")
        : seed;
}
