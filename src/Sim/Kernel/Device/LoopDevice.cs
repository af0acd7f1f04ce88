using System.Buffers.Binary;

namespace Sim.Kernel.Device;

/// <summary>A loop device over a file. It detaches itself when its last user closes it
/// (include/uapi/linux/loop.h).</summary>
internal sealed unsafe class LoopDevice : IDisposable
{
    private const nuint GetFree = 0x4C82;
    private const nuint Configure = 0x4C0A;
    private const uint AutoClear = 4;
    private const uint DirectIo = 16;

    /// <summary>Another program may take the free device first.</summary>
    private const int Tries = 50;

    private readonly int fd;

    private LoopDevice(int number, int fd)
    {
        Path = $"/dev/loop{number}";
        this.fd = fd;
    }

    public string Path { get; }

    /// <param name="file">The file.</param>
    /// <param name="keepsInFlight">
    /// True when several writes may be in flight. Otherwise the device waits for each.
    /// </param>
    public static LoopDevice Attach(string file, bool keepsInFlight)
    {
        var flags = Linux.ReadWrite | Linux.CloseOnExec | (keepsInFlight ? Linux.Direct : 0);
        var backing = (int)Linux.Done(Linux.Open(file, flags, 0), file);
        var control = (int)Linux.Done(
            Linux.Open("/dev/loop-control", Linux.ReadWrite | Linux.CloseOnExec, 0), "/dev/loop-control");
        try
        {
            for (var left = Tries; left > 0; left--)
            {
                var number = (int)Linux.Done(Linux.Control(control, GetFree, null), "free loop device");
                var device = (int)Linux.Done(
                    Linux.Open($"/dev/loop{number}", Linux.ReadWrite | Linux.CloseOnExec, 0), "loop device");
                if (TryConfigure(device, backing, AutoClear | (keepsInFlight ? DirectIo : 0)))
                {
                    return new LoopDevice(number, device);
                }

                _ = Linux.Close(device);
            }

            throw new IOException("no loop device is free");
        }
        finally
        {
            _ = Linux.Close(control);
            _ = Linux.Close(backing);
        }
    }

    /// <summary>Asks the device to flush.</summary>
    public void Sync() => Linux.Done(Linux.Sync(fd), "fsync of a loop device");

    public void Dispose() => _ = Linux.Close(fd);

    /// <summary>LOOP_CONFIGURE with a struct loop_config; its loop_info64 begins at 8, with the flags at 52.</summary>
    private static bool TryConfigure(int device, int backing, uint flags)
    {
        Span<byte> config = stackalloc byte[304];
        config.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(config, backing);
        BinaryPrimitives.WriteUInt32LittleEndian(config[(8 + 52)..], flags);
        fixed (byte* argument = config)
        {
            return Linux.Control(device, Configure, argument) == 0;
        }
    }
}
