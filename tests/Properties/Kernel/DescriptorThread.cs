using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Tests.Properties.Kernel;

/// <summary>
/// A thread with its own table of descriptors, as Linux gives to each process: a copy of the table of the thread that
/// started it, whose numbers refer to the same open files. No other thread opens or closes files in it, so the lowest
/// free number is known. For descriptors, such a thread is what fork(2) makes.
/// </summary>
internal sealed partial class DescriptorThread : IDisposable
{
    /// <summary>CLONE_FILES of unshare(2).</summary>
    private const int Files = 0x400;

    private readonly Thread thread;
    private readonly SemaphoreSlim asked = new(0);
    private readonly SemaphoreSlim answered = new(0);
    private Action? task;
    private Exception? problem;

    private DescriptorThread()
    {
        var begins = new SemaphoreSlim(0);
        var returned = -1;
        thread = new Thread(() =>
        {
            returned = Unshare(Files);
            _ = begins.Release();
            Serve();
        });
        thread.IsBackground = true;
        thread.Start();
        begins.Wait();
        begins.Dispose();
        if (returned != 0)
        {
            Dispose();
            throw new PlatformNotSupportedException("unshare(2) of descriptors is not allowed here");
        }
    }

    /// <summary>Why there can be none here; null when there can.</summary>
    public static string? Objection { get; } = FindObjection();

    /// <summary>Starts one. Threads share the table of the one that starts them, and this one then leaves it.</summary>
    /// <exception cref="PlatformNotSupportedException">The kernel does not allow it.</exception>
    public static DescriptorThread Start() => new();

    /// <summary>Runs something there and waits for it.</summary>
    public T Do<T>(Func<T> task)
    {
        var result = default(T);
        this.task = () => result = task();
        _ = asked.Release();
        answered.Wait();
        if (this.problem is { } problem)
        {
            ExceptionDispatchInfo.Throw(problem);
        }

        return result!;
    }

    public void Dispose()
    {
        task = null;
        _ = asked.Release();
        thread.Join();
        asked.Dispose();
        answered.Dispose();
    }

    private void Serve()
    {
        for (asked.Wait(); this.task is { } task; asked.Wait())
        {
#pragma warning disable CA1031 // Any exception is passed to the caller.
            try
            {
                task();
            }
            catch (Exception problem)
            {
                this.problem = problem;
            }
#pragma warning restore CA1031
            _ = answered.Release();
        }
    }

    private static string? FindObjection()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "what is compared with is Linux";
        }

        try
        {
            using var thread = Start();
            return null;
        }
        catch (PlatformNotSupportedException problem)
        {
            return problem.Message;
        }
    }

    [LibraryImport("libc", EntryPoint = "unshare")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Unshare(int flags);
}
