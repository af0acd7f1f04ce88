using System.Runtime.InteropServices;

namespace Tests.Properties.Kernel;

/// <summary>
/// Descriptor numbers of a script and those of the kernel. On a simulated machine they are the same. In the test host
/// the runtime has taken some numbers; the others stand, in their order, for 3, 4, 5 and so on, so that "the lowest
/// free number" means the same.
/// </summary>
internal sealed partial class Numbers
{
    private const int First = 3;

    private const int Most = 120;

    /// <summary>F_GETFD of fcntl(2), which fails for a number that is free.</summary>
    private const int GetFlags = 1;

    private readonly int[] free;

    private Numbers(int[] free) => this.free = free;

    public static Numbers Same { get; } = new([.. Enumerable.Range(First, Most)]);

    /// <summary>The numbers of the kernel's that are in use.</summary>
    public IEnumerable<int> All => free;

    /// <summary>Those of the thread that asks, and of the moment.</summary>
    public static Numbers OfThisThread() =>
        new([.. Enumerable.Range(First, 10 * Most).Where(fd => Control(fd, GetFlags) < 0).Take(Most)]);

    public int Kernel(int fd) => fd - First is >= 0 and < Most ? free[fd - First] : fd;

    /// <summary>
    /// What the script calls it; a number that was taken when we began stands for itself, behind a sign that no script
    /// knows.
    /// </summary>
    public string Script(int fd) =>
        Array.IndexOf(free, fd) is >= 0 and var index ? TextOf(First + index) : "?" + TextOf(fd);

    private static string TextOf(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(int fd, int command);
}
