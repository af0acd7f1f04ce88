using Sim.Kernel.Records;
using Sim.Machine.Disk;
using Tests.Scenarios.Cli;

namespace Tests.Scenarios.Kernels;

/// <summary>
/// What real kernels did when the disk refused a request, recorded with `kernels fail`: each result, and the state
/// after a power loss, is what the preset says.
/// </summary>
public sealed class RecordedFailureTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Kernels", "Failures");

    private static IEnumerable<FailureRecord> Records =>
        Directory.GetFiles(Folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .SelectMany(path => FailureFile.Read(File.ReadAllText(path)));

    [Fact]
    public void EveryResultIsThatOfThePreset()
    {
        var differences = Records.SelectMany(record =>
            FailureCheck.Differences(record, FileSystemKind.Named(record.Kind).Preset).Select(
                line => $"{record.Story.Name} on {record.Kind}: {line}")).ToList();
        Assert.True(differences.Count == 0, string.Join('\n', differences));
        Assert.True(Records.Count() >= 65);
    }

    /// <summary>An older kernel is not this one: the check can tell them apart.</summary>
    [Theory]
    [InlineData("btrfs", "overwrite", "btrfs-5.2")]
    [InlineData("ext4-journal", "final-place", "ext4-journal-6.1")]
    [InlineData("ext4-ordered", "append-whole-again", "ext4-dioread-lock")]
    [InlineData("ext4-ordered", "journal-other", "xfs")]
    public void ARecordDiffersFromAnotherPreset(string kind, string story, string preset) =>
        Assert.NotEmpty(FailureCheck.Differences(
            Records.Single(record => record.Kind == kind && record.Story.Name == story), DiskPreset.Named(preset)));

    [Fact]
    public void FailureRecordsComeBackFromTheirText()
    {
        foreach (var path in Directory.GetFiles(Folder, "*.json", SearchOption.AllDirectories))
        {
            Assert.Equal(File.ReadAllText(path), FailureFile.Write(FailureFile.Read(File.ReadAllText(path))));
        }
    }

    [Fact]
    public void VerifyReadsFailuresToo() =>
        CapturedTerminal.Run("kernels", "verify", Folder).WentWell(
            "append-cut on btrfs, a failure: as the preset says");
}
