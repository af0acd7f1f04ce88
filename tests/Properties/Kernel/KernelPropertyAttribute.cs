using FsCheck.Xunit;
using Xunit.Sdk;

namespace Tests.Properties.Kernel;

/// <summary>A property that compares with the kernel it runs on; skipped, with the reason, where that cannot be done.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Tests.Properties.Kernel.SkippingDiscoverer", "Properties")]
public sealed class KernelPropertyAttribute : PropertyAttribute
{
    private const int PageBytes = 4096;

    public KernelPropertyAttribute() => Skip = Objection;

    /// <summary>Why the kernel cannot be asked here; null when it can.</summary>
    public static string? Objection =>
        DescriptorThread.Objection ?? (Environment.SystemPageSize == PageBytes ? null : "the simulated machine has pages of 4 KiB");
}
