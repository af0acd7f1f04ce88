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

    /// <summary>Prints the story and keeps it beside the image.</summary>
    internal AuditStory Keep(AuditFailure failure, (int Earlier, int Later)? order, Terminal terminal)
    {
        var kept = Path.Combine(folder, Invariant($"audit.{failure.Judgement.Kind.ToString().ToLowerInvariant()}.")
            + Path.GetFileNameWithoutExtension(record)
            + Invariant($".{failure.Shown.Position}.{failure.Shown.DiskName}.{failure.Shown.Image}"));
        var story = Story(failure, order, kept);
        if (!Directory.Exists(Path.Combine(kept, "image")))
        {
            ImageFolder.Write(failure.Image, Path.Combine(kept, "image"));
        }

        File.WriteAllText(Path.Combine(kept, "story.txt"), story.Text());
        terminal.Output.Write(story.Text());
        return story;
    }

    private AuditStory Story(AuditFailure failure, (int Earlier, int Later)? order, string kept)
    {
        var crash = failure.Shown;
        var first = Math.Max(0, crash.Position - ChangesAround);
        return new AuditStory(
            failure.Judgement.Kind.ToString().ToLowerInvariant(), failure.Disks, failure.States,
            $"{How(crash)} {disk.After(words, crash.Position)}", Again(crash), failure.Judgement.Says,
            [
                ["begun", Invariant($"{failure.Duties.Begun.Count}, owed {failure.Duties.Owed.Count}, ")
                    + $"came back {Back(failure)}"],
                ["the crash", failure.Image.Description],
                .. SyncsMeanwhile(failure).Select(sync => (string[])["acknowledged meanwhile", SyncText(sync)]),
                ["kept", kept],
            ],
            order is var (earlier, later)
                ? $"{words[earlier]}, durable before {(earlier == later ? "the program goes on" : words[later])}"
                : null,
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

    private static string How(CrashCase crash) => crash.Disk is null
        ? "kill -9"
        : Invariant($"power loss ({crash.DiskName}, image {crash.Image})");

    private static string Back(AuditFailure failure) => failure.Outcome.End == RecoveryEnd.Recovered
        ? Invariant($"{failure.Outcome.Words.Count}")
        : "nothing";

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
