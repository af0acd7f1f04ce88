using Sim.Kernel.Histories;
using Sim.Machine.Crash.Membership;
using Sim.Machine.Disk;

namespace Sim.Kernel.Records;

/// <summary>A failure record held against a preset.</summary>
public static class FailureCheck
{
    /// <summary>What the kernel did and the preset does not say, one line each; empty when they agree.</summary>
    public static IReadOnlyList<string> Differences(FailureRecord record, DiskPreset preset)
    {
        var simulated = new SimulatedFailure(record.Story, preset);
        var lines = record.Lines.Zip(simulated.Results)
            .Where(line => !line.First.EndsWith(": " + line.Second, StringComparison.Ordinal))
            .Select(line => $"{line.First}, and {preset.Name} says {line.Second}");
        var denial = new CrashMembership(simulated.Crash(), preset).Denial(StateText.Parse(record.PowerLoss));
        return [.. lines, .. denial is null ? (string[])[] : [$"power loss: {record.PowerLoss} ({denial})"]];
    }
}
