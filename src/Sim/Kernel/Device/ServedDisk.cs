using System.Diagnostics;
using Sim.Kernel.Histories;

namespace Sim.Kernel.Device;

/// <summary>A disk that a process of its own serves, see <see cref="DiskServer"/>. It ends with this one.</summary>
internal sealed class ServedDisk : IDisposable
{
    /// <summary>The words of the command line that serves.</summary>
    public const string Verb = "serve";

    private readonly string directory;
    private readonly Process server;
    private readonly BinaryReader answers;
    private int generation;

    /// <summary>Starts the server, which mounts the disk in an empty directory.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="image">A file with its bytes.</param>
    public ServedDisk(string directory, string image)
    {
        this.directory = directory;
        string[] words = [OwnProgram.Assembly, "kernels", Verb, directory, image];
        server = Process.Start(new ProcessStartInfo(OwnProgram.Dotnet, words)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        answers = new BinaryReader(new BufferedStream(server.StandardOutput.BaseStream));
        _ = Answer(() => answers.ReadByte());

        // The process that leaves a mount last unmounts it, and waits for its disk. That must not be the server.
        PrivateMounts.Separate();
    }

    /// <summary>The path of the disk. Each time another one, so that the kernel has nothing cached of it.</summary>
    public string NextFile() => Path.Combine(directory, $"{Path.GetFileName(directory)}.{++generation}");

    /// <summary>Takes over the bytes of the image file.</summary>
    public void Load() => Ask(DiskRequest.Load);

    /// <summary>Starts a new log.</summary>
    public void StartLog() => Ask(DiskRequest.StartLog);

    /// <summary>Notes a place of the history in the log.</summary>
    public void Mark(HistoryPlace place) => Ask(DiskRequest.Mark, request => BlockEvent.WriteMark(request, place));

    /// <summary>
    /// From now on writes with one of these letters stay in flight until nothing else has come for some time.
    /// </summary>
    public void Hold(string letters) => Ask(DiskRequest.Hold, request => request.Write(letters));

    /// <summary>From now on one request fails.</summary>
    public void Fail(DeviceFault fault) => Ask(DiskRequest.Fail, request =>
    {
        request.Write((byte)fault.What);
        request.Write(fault.Letter);
        request.Write(fault.After);
        request.Write((int)fault.Error);
    });

    /// <summary>From now on writes take time, one after the other, and are answered late, in another order.</summary>
    /// <param name="writeUs">How long a write takes, in microseconds.</param>
    /// <param name="lateUs">How much later it is answered at most, in microseconds.</param>
    public void Slow(long writeUs, long lateUs) => Ask(DiskRequest.Slow, request =>
    {
        request.Write(writeUs);
        request.Write(lateUs);
    });

    /// <summary>Ends the log and returns it. The faults end too.</summary>
    public IReadOnlyList<BlockEvent> TakeLog() => Answer(() =>
    {
        Send(DiskRequest.TakeLog);
        return BlockEvent.ReadLog(answers);
    });

    /// <summary>Unmounts the disk (MNT_DETACH). The server ends with its requests.</summary>
    public void Dispose()
    {
        _ = Linux.Unmount(directory, 2);
        server.StandardInput.BaseStream.Dispose();
        server.WaitForExit();
        answers.Dispose();
        server.Dispose();
    }

    private void Ask(DiskRequest kind, Action<BinaryWriter>? arguments = null) => Answer(() =>
    {
        Send(kind, arguments);
        return answers.ReadByte();
    });

    private void Send(DiskRequest kind, Action<BinaryWriter>? arguments = null)
    {
        using var request = new BinaryWriter(new MemoryStream());
        request.Write((byte)kind);
        arguments?.Invoke(request);
        request.Flush();
        ((MemoryStream)request.BaseStream).WriteTo(server.StandardInput.BaseStream);
    }

    /// <exception cref="IOException">The server ended.</exception>
    private T Answer<T>(Func<T> exchange)
    {
        try
        {
            return exchange();
        }
        catch (IOException broken)
        {
            throw new IOException($"the server of the disk has ended. {server.StandardError.ReadToEnd()}", broken);
        }
    }
}
