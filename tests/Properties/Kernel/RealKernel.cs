using Sim.Os;
using Sim.Os.Posix;

namespace Tests.Properties.Kernel;

/// <summary>
/// This machine's kernel and file system run a script, through the POSIX port, in a directory that goes afterwards.
/// </summary>
internal sealed class RealKernel : IDisposable
{
    private readonly string directory;
    private readonly DescriptorTable descriptors = new();
    private readonly PosixFiles files;
    private readonly PosixPipes pipes;
    private readonly DescriptorTable ofChild = new();
    private DescriptorThread? child;
    private Numbers numbers = Numbers.Same;

    private RealKernel(string directory)
    {
        this.directory = directory;
        files = new PosixFiles(directory, descriptors);
        pipes = new PosixPipes(descriptors);
    }

    public static KernelStory Run(KernelScript script)
    {
        var directory = Directory.CreateTempSubdirectory("sim-kernel-").FullName;
        try
        {
            using var thread = DescriptorThread.Start();
            return thread.Do(() => RunHere(script, directory));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>On a thread with descriptors of its own that is there already, in a directory that stays.</summary>
    public static KernelStory RunHere(KernelScript script, string directory)
    {
        using var kernel = new RealKernel(directory);
        return new KernelStory(kernel.DoAll(script), kernel.Tree());
    }

    public void Dispose() => child?.Dispose();

    private List<string> DoAll(KernelScript script)
    {
        numbers = Numbers.OfThisThread();
        List<string> outcomes = [.. script.Calls.Select(Do)];
        descriptors.CloseAll();

        // A lock of the child would keep the bytes of its file from being read.
        _ = child is null ? "" : Exit();
        return outcomes;
    }

    private string Do(KernelCall call) => (call.Verb, call.ByChild) switch
    {
        (Verb.Fork, _) => child is null ? Fork() : "has a child",
        (Verb.Exit, _) => child is null ? "no child" : Exit(),
        (_, true) =>
            child is null
            ? "no child"
            : child.Do(() => call.On(new PosixFiles(directory, ofChild), new PosixPipes(ofChild), numbers)),
        _ => call.On(files, pipes, numbers),
    };

    private string Fork()
    {
        child = DescriptorThread.Start();
        foreach (var fd in numbers.All.Where(descriptors.IsOpen))
        {
            _ = ofChild.Opened(fd);
        }

        return Errno.None.ToString();
    }

    /// <summary>
    /// The thread lives on for a while after it has been joined, so it closes by itself what the end of a process
    /// would.
    /// </summary>
    private string Exit()
    {
        _ = child!.Do(() =>
        {
            ofChild.CloseAll();
            return 0;
        });
        child.Dispose();
        child = null;
        return Errno.None.ToString();
    }

    private List<string> Tree() =>
    [
        .. Directory.EnumerateFileSystemEntries(directory, "*", SearchOption.AllDirectories)
            .Select(path => (Name: Path.GetRelativePath(directory, path), Path: path))
            .OrderBy(entry => entry.Name, StringComparer.Ordinal)
            .Select(entry =>
            Directory.Exists(entry.Path)
            ? entry.Name + "/"
            : $"{entry.Name} {KernelCall.Shown(File.ReadAllBytes(entry.Path))}"),
    ];
}
