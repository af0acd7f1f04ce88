using FsCheck.Xunit;
using Xunit.Sdk;

namespace Tests.Properties.Kernel;

/// <summary>
/// A property of a small file system of its own; skipped, with the reason, where nothing can be mounted.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Tests.Properties.Kernel.SkippingDiscoverer", "Properties")]
public sealed class MountPropertyAttribute : PropertyAttribute
{
    public MountPropertyAttribute() => Skip = KernelPropertyAttribute.Objection ?? SmallFileSystem.Objection;
}
