using Sim.Audit.Devices;
using Sim.Audit.Recoveries;

namespace Sim.Cli.Audits;

/// <summary>What a real file system says to the failures that the simulated disks show.</summary>
/// <param name="run">The run on it.</param>
/// <param name="failures">The kinds of failures there.</param>
internal sealed class SecondWitness(DeviceRun run, IReadOnlyList<DeviceFailure> failures)
{
    /// <summary>The name among the disks.</summary>
    internal string Name => $"real {run.Kind.Name}";

    /// <summary>What was tried.</summary>
    internal string Summary => Invariant(
        $"a {Name}: {run.Images.Count} of {run.Crashes} crashes between {run.Writes} block writes, ")
        + Invariant($"{failures.Sum(failure => failure.Images)} of them broken");

    /// <summary>Whether it shows a failure too. A kill -9 does not reach the disk.</summary>
    internal string? Of(AuditFailure failure) =>
        failure.Shown.Disk is null ? null
        : failures.FirstOrDefault(other => other.Judgement.Key == failure.Judgement.Key) is { } seen
            ? Invariant($"seen on a {Name} too, in {seen.Images} of {run.Images.Count} images")
            : Invariant($"not seen in {run.Images.Count} images of a {Name}");

    /// <summary>The failures that no simulated disk shows.</summary>
    internal IEnumerable<DeviceFailure> Unknown(IReadOnlyList<AuditFailure> known) => failures.Where(
        failure => !known.Any(other => other.Shown.Disk is not null && other.Judgement.Key == failure.Judgement.Key));

    /// <summary>The name of a kind of failure in a baseline.</summary>
    internal string KindName(DeviceFailure failure) => $"{Name} {failure.Judgement.Key}";

    /// <summary>A failure in words.</summary>
    internal AuditStory Story(DeviceFailure failure, string kept) => new(
        failure.Judgement.Kind.ToString().ToLowerInvariant(), [Name], failure.Images,
        Invariant($"power loss with {failure.Shown.Arrived} of {run.Writes} block writes on the disk, ")
        + Invariant($"at {failure.Shown.LatestUs / 1e6:F3} s or later"),
        Command: "", failure.Judgement.Says,
        [
            AuditStory.Promises(failure.Duties, failure.Outcome),
            ["second witness", "no simulated disk shows it"], ["kept", kept],
        ],
        Needed: null, Changes: []);
}
