using Aof.Os;
using Aof.Os.Posix;

namespace Tests.Properties.Kernel;

/// <summary>This machine's kernel and file system run a script, through the POSIX port, in a directory that goes afterwards.</summary>
internal sealed class RealKernel : IDisposable
{
    private readonly string _directory;
    private readonly DescriptorTable _descriptors = new();
    private readonly PosixFiles _files;
    private readonly PosixPipes _pipes;
    private readonly DescriptorTable _ofChild = new();
    private DescriptorThread? _child;
    private Numbers _numbers = Numbers.Same;

    private RealKernel(string directory)
    {
        _directory = directory;
        _files = new PosixFiles(directory, _descriptors);
        _pipes = new PosixPipes(_descriptors);
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

    public void Dispose() => _child?.Dispose();

    private List<string> DoAll(KernelScript script)
    {
        _numbers = Numbers.OfThisThread();
        List<string> outcomes = [.. script.Calls.Select(Do)];
        _descriptors.CloseAll();
        return outcomes;
    }

    private string Do(KernelCall call) => (call.Verb, call.ByChild) switch
    {
        (Verb.Fork, _) => _child is null ? Fork() : "has a child",
        (Verb.Exit, _) => _child is null ? "no child" : Exit(),
        (_, true) => _child is null ? "no child" : _child.Do(() => call.On(new PosixFiles(_directory, _ofChild), new PosixPipes(_ofChild), _numbers)),
        _ => call.On(_files, _pipes, _numbers),
    };

    private string Fork()
    {
        _child = DescriptorThread.Start();
        foreach (var fd in _numbers.All.Where(_descriptors.IsOpen))
        {
            _ = _ofChild.Opened(fd);
        }

        return Errno.None.ToString();
    }

    /// <summary>The thread lives on for a while after it has been joined, so it closes by itself what the end of a process would.</summary>
    private string Exit()
    {
        _ = _child!.Do(() =>
        {
            _ofChild.CloseAll();
            return 0;
        });
        _child.Dispose();
        _child = null;
        return Errno.None.ToString();
    }

    private List<string> Tree() =>
    [
        .. Directory.EnumerateFileSystemEntries(_directory, "*", SearchOption.AllDirectories)
            .Select(path => (Name: Path.GetRelativePath(_directory, path), Path: path))
            .OrderBy(entry => entry.Name, StringComparer.Ordinal)
            .Select(entry => Directory.Exists(entry.Path) ? entry.Name + "/" : $"{entry.Name} {KernelCall.Shown(File.ReadAllBytes(entry.Path))}"),
    ];
}
