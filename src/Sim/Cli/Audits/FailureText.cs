using Sim.Audit.Checks;
using Sim.Audit.Recoveries;
using Sim.Audit.Records;
using Sim.Cli.Output;
using Sim.Machine.Crash;
using Sim.Machine.Disk;

namespace Sim.Cli.Audits;

/// <summary>Puts a failure into words, and keeps it in a folder of its kind.</summary>
/// <param name="record">The path of the record.</param>
/// <param name="disk">The rebuilt disk.</param>
/// <param name="options">What was tried.</param>
/// <param name="folder">The folder of the kept failures.</param>
internal sealed class FailureText(string record, RebuiltDisk disk, AuditOptions options, string folder)
{
    private const int ChangesAround = 8;

    private readonly ChangeWords words = disk.Words;
    private readonly Promises promises = new(disk);

    /// <summary>The crash before the recovery that is crashed; null for crashes of the run.</summary>
    internal string? FirstCrash { get; init; }

    /// <summary>Prints the story and keeps it beside the image.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="order">Which change had to be durable before which.</param>
    /// <param name="second">What a real file system says to it; null when none was asked.</param>
    /// <param name="terminal">Where it is printed.</param>
    internal AuditStory Keep(
        AuditFailure failure, (int Earlier, int Later)? order, string? second, Terminal terminal)
    {
        var kept = Kept(failure.Judgement, Invariant(
            $"{failure.Shown.Position}.{failure.Shown.DiskName}.{failure.Shown.Image}"));
        var story = Story(failure, order, kept);
        story = second is null ? story : story with { Facts = [.. story.Facts, ["second witness", second]] };
        return Keep(story, failure.Image, kept, terminal);
    }

    /// <summary>The same of a failure that only a real file system shows.</summary>
    internal AuditStory Keep(DeviceFailure failure, SecondWitness second, Terminal terminal)
    {
        var kept = Kept(failure.Judgement, second.Name.Replace(' ', '-'));
        return Keep(second.Story(failure, kept), failure.Shown.Image, kept, terminal);
    }

    private string Kept(Judgement judgement, string crash) => Path.Combine(
        folder, $"audit.{judgement.Kind.ToString().ToLowerInvariant()}."
            + $"{Path.GetFileNameWithoutExtension(record)}.{crash}");

    private static AuditStory Keep(AuditStory story, DiskImage image, string kept, Terminal terminal)
    {
        if (!Directory.Exists(Path.Combine(kept, "image")))
        {
            ImageFolder.Write(image, Path.Combine(kept, "image"));
        }

        var whole = Path.Combine(kept, "story.txt");
        File.WriteAllText(whole, story.Text());
        terminal.Output.Write(story.Shortened(whole).Text());
        return story;
    }

    private AuditStory Story(AuditFailure failure, (int Earlier, int Later)? order, string kept)
    {
        var crash = failure.Shown;
        var first = Math.Max(0, crash.Position - ChangesAround);
        return new AuditStory(
            failure.Judgement.Kind.ToString().ToLowerInvariant(), failure.Disks, failure.States,
            How(crash) + (FirstCrash is null ? " " : " in the recovery, ") + disk.After(words, crash.Position),
            Again(crash), failure.Judgement.Says,
            [
                .. FirstCrash is null ? [] : (string[][])[["the crash before it", FirstCrash]],
                AuditStory.Promises(failure.Duties, failure.Outcome),
                ["the crash", failure.Image.Description],
                .. SyncsMeanwhile(failure).Select(sync => (string[])["acknowledged meanwhile", SyncText(sync)]),
                ["kept", kept],
            ],
            order is var (earlier, later) ? words.Needed(earlier, later) : null,
            [.. Enumerable.Range(first, crash.Position - first).Select(
                change => Invariant($"{words[change]} (thread {disk.Moments[change].Thread})"))]);
    }

    private static string SyncText(SyncSpan sync) =>
        Invariant($"thread {sync.Thread} synced {(sync.Path.Length > 0 ? sync.Path : "everything")}, ")
        + Invariant($"from {sync.FromUs / 1e6:F3} to {sync.ToUs / 1e6:F3} s");

    /// <summary>What kill -9 loses was not written: the syncs that were under way when it was acknowledged.</summary>
    private IEnumerable<SyncSpan> SyncsMeanwhile(AuditFailure failure)
    {
        var lost = failure.Duties.Owed.FirstOrDefault(word => !failure.Outcome.Words.Contains(word));
        return failure.Shown.Disk is null && failure.Judgement.Kind == FailureKind.Lost && lost is not null
            ? disk.Syncs.Where(sync => promises.Acknowledged.Any(
                word => word.Text == lost && sync.FromUs <= word.AtUs && word.AtUs <= sync.ToUs))
            : [];
    }

    internal static string How(CrashCase crash) => crash.Disk is null
        ? "kill -9"
        : Invariant($"power loss ({crash.DiskName}, image {crash.Image})");

    private string Again(CrashCase crash)
    {
        var image = crash.Disk is null
            ? "--image kill"
            : Invariant($"--disk {crash.DiskName} --image {crash.Image}");
        var images = options.Images == CheckOptions.DefaultImages ? "" : Invariant($" --images {options.Images}");
        return "dotnet run -c Release --project src/Sim -- audit crash "
            + Invariant($"{record} --at {crash.Position} {image}{images} --out OUT");
    }
}
