using Sim.Os;

namespace Sim.Kernel.Device;

/// <summary>
/// The process of a disk. A call on a file system waits for its disk, and a process that is killed ends only when its
/// calls have: so the one that serves the disk makes no such call, and the one that makes them does not serve.
/// </summary>
internal sealed class DiskServer : IDisposable
{
    private readonly string image;
    private readonly FuseDisk disk;

    private DiskServer(string directory, string image)
    {
        this.image = image;
        disk = new FuseDisk(directory, File.ReadAllBytes(image));
    }

    /// <summary>Serves until the requests end, which they do with the recorder.</summary>
    /// <param name="directory">Where the disk is mounted.</param>
    /// <param name="image">A file with its bytes.</param>
    /// <param name="requests">Each begins with a <see cref="DiskRequest"/>.</param>
    /// <param name="answers">The answers. The first says that the disk is there.</param>
    public static void Run(string directory, string image, Stream requests, Stream answers)
    {
        using var server = new DiskServer(directory, image);
        using var reader = new BinaryReader(requests);
        using var writer = new BinaryWriter(answers);
        writer.Write((byte)0);
        writer.Flush();
        while (requests.ReadByte() is >= 0 and var request)
        {
            server.Answer((DiskRequest)request, reader, writer);
            writer.Flush();
        }
    }

    public void Dispose() => disk.Dispose();

    private void Answer(DiskRequest request, BinaryReader reader, BinaryWriter writer)
    {
        switch (request)
        {
            case DiskRequest.Load:
                disk.Load(image);
                break;
            case DiskRequest.StartLog:
                disk.StartLog();
                break;
            case DiskRequest.Mark:
                disk.Mark(BlockEvent.ReadMark(reader));
                break;
            case DiskRequest.Hold:
                disk.Hold(reader.ReadString());
                break;
            case DiskRequest.Fail:
                disk.Fail(new DeviceFault(
                    (FailingRequest)reader.ReadByte(), reader.ReadChar(), reader.ReadInt32(),
                    (Errno)reader.ReadInt32()));
                break;
            case DiskRequest.Slow:
                disk.Slow(reader.ReadInt64(), reader.ReadInt64());
                break;
            case DiskRequest.TakeLog:
                BlockEvent.WriteLog(writer, disk.TakeLog());
                return;
            default:
                throw new ArgumentOutOfRangeException(nameof(request));
        }

        writer.Write((byte)0);
    }
}
