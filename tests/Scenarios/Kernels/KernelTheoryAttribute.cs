using Sim.Kernel.Device;
using Tests.Scenarios.Peer;

namespace Tests.Scenarios.Kernels;

/// <summary>
/// A theory that records a real file system. Where that cannot be done it is skipped and says so, unless
/// SIM_REQUIRE_KERNEL is set: then it runs and fails. It takes seconds: see <see cref="Tests.Scenarios.Long"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KernelTheoryAttribute : TheoryAttribute
{
    /// <param name="needsServer">True for one that starts a redis-server too.</param>
    public KernelTheoryAttribute(bool needsServer = false)
    {
        NeedsServer = needsServer;
        Skip = Environment.GetEnvironmentVariable("SIM_REQUIRE_KERNEL") is null or "" or "0"
            ? PrivateMounts.Objection() ?? MissingProgram() ?? (needsServer ? RedisProcess.Missing : null)
                ?? Long.WhyNot
            : null;
    }

    /// <summary>True for one that starts a redis-server too.</summary>
    public bool NeedsServer { get; }

    private static string? MissingProgram() => Array.Find(
        ["mkfs.ext4", "mkfs.xfs", "mkfs.btrfs"], program => !File.Exists("/usr/sbin/" + program)) is { } missing
        ? $"{missing} is not installed"
        : null;
}
