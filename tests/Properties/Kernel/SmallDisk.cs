namespace Tests.Properties.Kernel;

/// <summary>One tmpfs for all properties, because mounting takes long. The first property mounts it.</summary>
public sealed class SmallDisk : IDisposable
{
    public const long Bytes = 64 * 1024;

    private readonly Lazy<SmallFileSystem> mounted = new(() => SmallFileSystem.Mount(Bytes));

    /// <summary>Runs a script on the empty disk.</summary>
    internal KernelStory Run(KernelScript script) => mounted.Value.Do(() =>
    {
        foreach (var left in Directory.GetFiles(mounted.Value.Directory))
        {
            File.Delete(left);
        }

        return RealKernel.RunHere(script, mounted.Value.Directory);
    });

    public void Dispose()
    {
        if (mounted.IsValueCreated)
        {
            mounted.Value.Dispose();
        }
    }
}
