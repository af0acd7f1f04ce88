using System.Runtime.InteropServices;
using Sim.Kernel.Device;
using Sim.Kernel.Histories;
using Sim.Kernel.Records;
using Sim.Os;

namespace Sim.Kernel.Recording;

/// <summary>
/// Runs failure stories on a real file system, and looks at what a power loss right behind them leaves. Lives on the
/// thread of a <see cref="PrivateMounts"/>.
/// </summary>
internal sealed class FailureRecorder(FileSystemKind kind, string directory) : IDisposable
{
    private const int DropPages = 4;

    private readonly KernelDisk disk = new(kind, directory);

    public void Dispose() => disk.Dispose();

    /// <summary>Runs a story.</summary>
    public FailureRecord Record(FailureStory story)
    {
        disk.Prepare(story.InitialImage, RealFiles.Unrelated);
        disk.Mount(keepsInFlight: false);
        var results = new List<string>();
        IReadOnlyList<BlockEvent> log;
        try
        {
            results.AddRange(Run(story));
            log = disk.Disk.TakeLog();
        }
        finally
        {
            disk.Unmount();
        }

        List<Arrival> arrived = [.. log.Index().Where(entry => entry.Item is BlockEvent.Write)
            .Select(entry => new Arrival(entry.Index))];
        var state = "";
        if (disk.Crashed(log, arrived, () => state = RealState.Of(disk.Directory)) is not Errno.None and var error)
        {
            state = StateText.Unmountable(error);
        }

        return new FailureRecord(kind.Name, story, results, state)
        {
            Kernel = Environment.OSVersion.Version.ToString(fieldCount: 3),
            Mkfs = disk.MkfsVersion,
            Options = kind.Options,
        };
    }

    private List<string> Run(FailureStory story)
    {
        var open = new SortedList<string, int>(StringComparer.Ordinal);
        try
        {
            foreach (var entry in story.InitialImage.Entries)
            {
                open[entry.Path] = (int)Linux.Done(Open(entry.Path), "open");
            }

            disk.SyncAll();
            return [.. story.Steps.Select(step => Do(step, open))];
        }
        finally
        {
            foreach (var fd in open.Values)
            {
                _ = Linux.Close(fd);
            }
        }
    }

    private string Do(FailureStep step, SortedList<string, int> open)
    {
        switch (step.Kind)
        {
            case FailureKind.FailData:
                return Fail(new DeviceFault(FailingRequest.Data, step.File[0], (int)step.Number));
            case FailureKind.FullData:
                return Fail(new DeviceFault(FailingRequest.Data, step.File[0], Error: Errno.ENOSPC));
            case FailureKind.FailJournal:
                return Fail(new DeviceFault(FailingRequest.Journal));
            case FailureKind.FailFlush:
                return Fail(new DeviceFault(FailingRequest.Flush));
            case FailureKind.Open:
                return Result(open[step.Name] = Open(step.File));
            case FailureKind.Write:
                return Result(Write(open[step.File], step.Number, ContentText.Parse(step.Data)));
            case FailureKind.Trunc:
                return Result(Linux.Truncate(open[step.File], step.Number));
            case FailureKind.Fsync:
                return Result(Linux.Sync(open[step.File]));
            case FailureKind.Evict:
                return Result(Linux.Advise(open[step.File], 0, 0, DropPages));
            case FailureKind.Read:
                return Read(step.File);
            default:
                throw new ArgumentOutOfRangeException(nameof(step));
        }
    }

    private string Fail(DeviceFault fault)
    {
        disk.Disk.Fail(fault);
        return FailureStory.Good;
    }

    private static string Result(long result) =>
        result >= 0 ? FailureStory.Good : $"{(Errno)Marshal.GetLastPInvokeError()}";

    private static unsafe long Write(int fd, long offset, byte[] data)
    {
        const int end = 2;
        var at = offset < 0 ? Linux.Seek(fd, 0, end) : offset;
        fixed (byte* bytes = data)
        {
            var buffer = stackalloc nuint[] { (nuint)bytes, (nuint)data.Length };
            return at < 0 ? at : Linux.WriteWith(fd, buffer, 1, at, 0);
        }
    }

    private unsafe string Read(string file)
    {
        var fd = Open(file);
        if (fd < 0)
        {
            return Result(fd);
        }

        var bytes = new byte[1 << 16];
        fixed (byte* buffer = bytes)
        {
            var count = Linux.Read(fd, buffer, (nuint)bytes.Length);
            var result = count < 0 ? Result(count) : ContentText.Of(bytes.AsSpan(0, (int)count));
            _ = Linux.Close(fd);
            return result;
        }
    }

    /// <summary>A read-only file system gives no descriptor that writes, but fsync(2) needs none.</summary>
    private int Open(string file)
    {
        var path = Path.Combine(disk.Directory, file);
        var fd = Linux.Open(path, Linux.ReadWrite | Linux.CloseOnExec, 0);
        return fd < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EROFS
            ? Linux.Open(path, Linux.CloseOnExec, 0)
            : fd;
    }
}
