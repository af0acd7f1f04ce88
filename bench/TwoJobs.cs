namespace Bench;

/// <summary>The wall time in which one job explores seeds, beside that of two jobs, alternately.</summary>
internal sealed class TwoJobs : SideBySide
{
    private string folder = "";

    public override string Name => "two-jobs";

    public override string? Missing => Environment.ProcessorCount < 2 ? "it needs two processors" : null;

    protected override string What => "one job beside two, the same 1,000 seeds";

    protected override Wanted Wanted => Wanted.NotBelow(1.9);

    protected override void SetUp() => folder = Directory.CreateTempSubdirectory("bench-jobs-").FullName;

    protected override void TearDown() => Directory.Delete(folder, recursive: true);

    protected override double OursSeconds() => Explored(jobs: "1");

    protected override double BesideSeconds() => Explored(jobs: "2");

    private double Explored(string jobs) =>
        SimProcess.Seconds("explore", "--seeds", "1..1000", "--jobs", jobs, "--out", folder);
}
