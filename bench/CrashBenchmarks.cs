using BenchmarkDotNet.Attributes;
using Sim.Check.Crashes;
using Sim.Check.Rules;
using Sim.Machine.Crash;
using Sim.Machine.Disk;
using Sim.Machine.Random;
using Sim.Machine.Tracing;
using Sim.Plans;
using Sim.Run;

namespace Bench;

/// <summary>The parts of the cost of a crash state, on the reference plan.</summary>
[MemoryDiagnoser]
public class CrashBenchmarks
{
    private const int ImagesPerCrash = 6;

    /// <summary>
    /// Verdicts before the measurement, because the compiler optimizes rarely called code late.
    /// </summary>
    private const int WarmUps = 60;

    private readonly LiveRun run = LiveRun.Execute(ReferencePlan.Plan, new Trace(Plan.StartUs));
    private readonly DiskPreset preset = DiskPreset.Named("posix-weak");
    private DiskImage last = DiskImage.Empty;

    /// <summary>The image that kill -9 leaves late in the run.</summary>
    [GlobalSetup]
    public void Crash()
    {
        var model = Model();
        model.MoveTo(run.Machine.Disk.Journal.Count * 3 / 4);
        last = model.KillImage();
        for (var i = 0; i < WarmUps; i++)
        {
            _ = StateRate.Judge();
        }
    }

    [Benchmark(Description = "the run itself")]
    public RunEnd Run() => LiveRun.Execute(ReferencePlan.Plan, new Trace(Plan.StartUs)).End;

    [Benchmark(Description = "the images of all crashes, hashed")]
    public ulong Images()
    {
        var (model, hashes) = (Model(), 0UL);
        for (var position = 0; position <= run.Machine.Disk.Journal.Count; position++)
        {
            model.MoveTo(position);
            foreach (var image in model.PowerLossImages(preset, ImagesPerCrash, new Seed(1).Fork(position).Stream()))
            {
                hashes ^= image.Hash;
            }
        }

        return hashes;
    }

    [Benchmark(Description = "recovery of one image, second life included")]
    public RecoveryOutcome Recover() => new Recovery(ReferencePlan.Plan, run.History, run.Machine.Clock.NowUs).Of(last);

    [Benchmark(Description = "the plan, every crash state of it")]
    public long WholePlan() => StateRate.Judge().States;

    private CrashModel Model() => new(DiskImage.Empty, run.Machine.Disk.Journal);
}
