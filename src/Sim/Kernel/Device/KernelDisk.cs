using Sim.Kernel.Records;
using Sim.Machine.Disk;
using Sim.Os;

namespace Sim.Kernel.Device;

/// <summary>
/// A real file system of the kernel on a disk of ours. Lives on the thread of a <see cref="PrivateMounts"/>.
/// </summary>
internal sealed class KernelDisk : IDisposable
{
    /// <summary>How long an unmount waits for other programs, in milliseconds.</summary>
    private const int MostBusyMs = 5_000;

    private readonly FileSystemKind kind;
    private readonly ServedDisk disk;
    private readonly ImageFile image;
    private readonly byte[] empty;
    private byte[] kept = [];
    private LoopDevice? device;

    /// <summary>Makes the file system. Its free blocks are full of the letter S, so that stale bytes show.</summary>
    public KernelDisk(FileSystemKind kind, string directory)
    {
        this.kind = kind;
        Directory = Path.Combine(directory, "mnt");
        // Named after this process, so that one sees whose disk it is.
        var fuse = Path.Combine(directory, $"sim-{Environment.ProcessId}");
        _ = System.IO.Directory.CreateDirectory(Directory);
        _ = System.IO.Directory.CreateDirectory(fuse);
        Mkfs.Format(kind, fuse + ".image");
        MkfsVersion = Mkfs.Version(kind);
        disk = new ServedDisk(fuse, fuse + ".image");
        image = new ImageFile(fuse + ".image");
        Mounted(FillWithStale);
        empty = image.Copy();
    }

    /// <summary>The disk that records.</summary>
    public ServedDisk Disk => disk;

    /// <summary>The version of the program that made the file system.</summary>
    public string MkfsVersion { get; }

    /// <summary>Where the file system is mounted.</summary>
    public string Directory { get; }

    /// <summary>True while the file system is mounted.</summary>
    public bool IsMounted { get; private set; }

    /// <summary>Makes some files and one more, all of them durable. Every run and every image begins with that disk.
    /// </summary>
    public void Prepare(DiskImage files, string unrelated)
    {
        image.Become(empty);
        Mounted(() =>
        {
            foreach (var entry in files.Entries.Append(new DiskEntry(unrelated, IsDirectory: false, "u"u8.ToArray())))
            {
                var path = Path.Combine(Directory, entry.Path);
                if (entry.IsDirectory)
                {
                    _ = System.IO.Directory.CreateDirectory(path);
                }
                else
                {
                    File.WriteAllBytes(path, entry.Content.ToArray());
                }
            }

            SyncAll();
        });
        kept = image.Copy();
        disk.Load();
    }

    /// <summary>
    /// Mounts the image that some writes of a log leave, does something and unmounts. Returns the error of the mount.
    /// </summary>
    public Errno Crashed(IReadOnlyList<BlockEvent> log, IReadOnlyList<Arrival> arrived, Action task)
    {
        image.Become(kept);
        foreach (var arrival in arrived)
        {
            var write = (BlockEvent.Write)log[arrival.Index];
            image.Write(write.Offset + arrival.From, arrival.Of(write.Data));
        }

        return TryMounted(task);
    }

    /// <summary>Mounts the disk that records.</summary>
    /// <param name="keepsInFlight">See <see cref="LoopDevice.Attach"/>.</param>
    public void Mount(bool keepsInFlight)
    {
        disk.StartLog();
        Check(TryMount(disk.NextFile(), keepsInFlight));
    }

    private void Mounted(Action task) => Check(TryMounted(task));

    private Errno TryMounted(Action task)
    {
        var error = TryMount(image.Path, keepsInFlight: false);
        if (error != Errno.None)
        {
            return error;
        }

        try
        {
            task();
        }
        finally
        {
            Unmount();
        }

        return Errno.None;
    }

    private void Check(Errno error)
    {
        if (error != Errno.None)
        {
            throw new IOException($"mount {kind.Name}: {error}");
        }
    }

    private Errno TryMount(string file, bool keepsInFlight)
    {
        device = LoopDevice.Attach(file, keepsInFlight);
        IsMounted = Linux.Mount(device.Path, Directory, kind.Type, 0, kind.Options) == 0;
        if (IsMounted)
        {
            return Errno.None;
        }

        var error = Linux.LastErrno;
        Detach();
        return error;
    }

    public void Unmount()
    {
        if (IsMounted)
        {
            IsMounted = false;
            UnmountWhenIdle();
        }

        Detach();
    }

    /// <summary>Asks the device to flush.</summary>
    public void Flush() => device!.Sync();

    public void Dispose()
    {
        if (IsMounted)
        {
            // MNT_DETACH: also while a file is open.
            _ = Linux.Unmount(Directory, 2);
        }

        Detach();
        image.Dispose();
        disk.Dispose();
    }

    /// <summary>
    /// A process that another thread starts has copies of all descriptors until its exec. The file system is busy as
    /// long.
    /// </summary>
    private void UnmountWhenIdle()
    {
        var result = Linux.Unmount(Directory, 0);
        for (var ms = 0; result < 0 && Linux.LastErrno == Errno.EBUSY && ms < MostBusyMs; ms++)
        {
            Thread.Sleep(1);
            result = Linux.Unmount(Directory, 0);
        }

        _ = Linux.Done(result, "umount");
    }

    private void Detach()
    {
        device?.Dispose();
        device = null;
    }

    private void FillWithStale()
    {
        var path = Path.Combine(Directory, "fill");
        var bytes = new byte[1 << 16];
        Array.Fill(bytes, (byte)'S');
        try
        {
            using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            while (true)
            {
                file.Write(bytes);
            }
        }
        catch (IOException)
        {
            // The disk is full, which is the purpose.
        }

        SyncAll();
        File.Delete(path);
        SyncAll();
    }

    /// <summary>syncfs(2).</summary>
    public void SyncAll()
    {
        var fd = (int)Linux.Done(Linux.Open(Directory, Linux.CloseOnExec, 0), Directory);
        try
        {
            _ = Linux.Done(Linux.SyncFileSystem(fd), "syncfs");
        }
        finally
        {
            _ = Linux.Close(fd);
        }
    }
}
