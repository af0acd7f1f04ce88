using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Sim.Kernel.Histories;
using Sim.Machine.Random;
using Sim.Os;
using Sim.Os.Posix;

namespace Sim.Kernel.Device;

/// <summary>
/// A disk of this process: a file on /dev/fuse under any name, served over the raw protocol. It records each write and
/// flush, and keeps chosen writes in flight.
/// </summary>
internal sealed unsafe class FuseDisk : IDisposable
{
    /// <summary>The time that a write stays in flight after the last request, in milliseconds.</summary>
    private const int InFlightMs = 20;

    /// <summary>
    /// The number of requests that writes in flight let pass. Commits may go on for as long as they stay.
    /// </summary>
    private const int MostPassing = 200;

    private readonly Lock guard = new();
    private readonly int fd;
    private readonly string directory;
    private readonly DiskBytes bytes;
    private readonly List<BlockEvent> log = [];
    private readonly List<(ulong Unique, long Offset, byte[] Data)> inFlight = [];
    private readonly PriorityQueue<(ulong Unique, long Offset, byte[] Data), (long DueUs, int Number)> slow = new();
    private readonly List<DeviceFault> faults = [];
    private readonly Prng draw = new Seed(1).Stream("device");
    private readonly long start = PosixHost.SystemClock.GetTimestamp();
    private readonly byte[] request = new byte[FuseProtocol.MaxWrite + 4096];
    private readonly byte[] answer = new byte[FuseProtocol.MaxWrite + 4096];
    private bool records;
    private string held = "";
    private int generation;
    private int passed;
    private int number;
    private long writeUs;
    private long lateUs;
    private long busyUntilUs;

    /// <summary>Mounts the file in an empty directory.</summary>
    public FuseDisk(string directory, byte[] content)
    {
        this.directory = directory;
        bytes = new DiskBytes(content);
        fd = (int)Linux.Done(Linux.Open("/dev/fuse", Linux.ReadWrite | Linux.CloseOnExec, 0), "/dev/fuse");
        _ = Linux.Done(Linux.Mount("sim", directory, "fuse", 0, $"fd={fd},rootmode=40000,user_id=0,group_id=0"),
            "mount fuse");
        new Thread(Serve) { IsBackground = true, Name = "fuse" }.Start();
    }

    /// <summary>Takes over the bytes of a file.</summary>
    public void Load(string path)
    {
        WaitForArrivals();
        lock (guard)
        {
            bytes.Load(path);
        }
    }

    /// <summary>Starts a new log, with the bytes that were loaded.</summary>
    public void StartLog()
    {
        WaitForArrivals();
        lock (guard)
        {
            bytes.Restore();
            log.Clear();
            records = true;
        }
    }

    /// <summary>Ends the log and returns it.</summary>
    public IReadOnlyList<BlockEvent> TakeLog()
    {
        WaitForArrivals();
        lock (guard)
        {
            records = false;
            faults.Clear();
            return [.. log];
        }
    }

    /// <summary>Notes a place of the history in the log.</summary>
    public void Mark(HistoryPlace place)
    {
        lock (guard)
        {
            log.Add(new BlockEvent.Mark(place));
        }
    }

    /// <summary>
    /// From now on writes with one of these letters stay in flight until nothing else has come for some time, or very
    /// many others.
    /// </summary>
    public void Hold(string letters)
    {
        lock (guard)
        {
            held = letters;
        }
    }

    /// <summary>From now on writes take time, one after the other, and are answered late, in another order.</summary>
    /// <param name="eachUs">How long a write takes, in microseconds.</param>
    /// <param name="mostUs">How much later it is answered at most, in microseconds.</param>
    public void Slow(long eachUs, long mostUs)
    {
        lock (guard)
        {
            (writeUs, lateUs) = (eachUs, mostUs);
        }
    }

    /// <summary>From now on one request fails.</summary>
    public void Fail(DeviceFault fault)
    {
        lock (guard)
        {
            faults.Add(fault);
        }
    }

    /// <summary>Waits until nothing is in flight.</summary>
    private void WaitForArrivals()
    {
        while (true)
        {
            lock (guard)
            {
                if (inFlight.Count == 0 && slow.Count == 0)
                {
                    return;
                }
            }

            Thread.Sleep(1);
        }
    }

    /// <summary>MNT_DETACH. The thread that serves then ends, and closes the descriptor.</summary>
    public void Dispose() => _ = Linux.Unmount(directory, 2);

    /// <summary>Ends when the file is unmounted.</summary>
    private void Serve()
    {
        while (true)
        {
            ArriveInTime();

            nint count;
            fixed (byte* buffer = request)
            {
                count = Linux.Read(fd, buffer, (nuint)request.Length);
            }

            var error = count < 0 ? (Errno)Marshal.GetLastPInvokeError() : Errno.None;
            if (error is Errno.EINTR or Errno.EAGAIN or Errno.ENOENT)
            {
                continue;
            }

            if (count < FuseProtocol.RequestHeader)
            {
                _ = Linux.Close(fd);
                return;
            }

            lock (guard)
            {
                passed += inFlight.Count == 0 ? 0 : 1;
                Answer(request.AsSpan(0, (int)count));
            }
        }
    }

    /// <summary>Waits for a request while writes are under way, and lets those arrive whose time has come.</summary>
    private void ArriveInTime()
    {
        while (slow.Count > 0 && (UntilDueMs() <= 0 || !IsReadable(UntilDueMs())))
        {
            lock (guard)
            {
                ArriveDue();
            }
        }

        if ((inFlight.Count > 0 && !IsReadable(InFlightMs)) || passed > MostPassing)
        {
            lock (guard)
            {
                Release();
            }
        }
    }

    /// <summary>Waits for a request, so many milliseconds at most; true when one came.</summary>
    private bool IsReadable(int mostMs)
    {
        const ulong readable = 1UL << 32;
        var entry = (uint)fd | readable;
        return Linux.Poll(&entry, 1, mostMs) != 0;
    }

    private long NowUs() => (long)PosixHost.SystemClock.GetElapsedTime(start).TotalMicroseconds;

    /// <summary>Milliseconds until the next write is answered, rounded up; 0 when it is due.</summary>
    private int UntilDueMs()
    {
        _ = slow.TryPeek(out _, out var next);
        return (int)Math.Max(0, (next.DueUs - NowUs() + 999) / 1000);
    }

    private void ArriveDue()
    {
        while (slow.TryPeek(out var write, out var at) && at.DueUs <= NowUs())
        {
            _ = slow.Dequeue();
            Arrive(write.Unique, write.Offset, write.Data);
        }
    }

    private void Answer(ReadOnlySpan<byte> asked)
    {
        var kind = (FuseRequest)BinaryPrimitives.ReadInt32LittleEndian(asked[4..]);
        var unique = BinaryPrimitives.ReadUInt64LittleEndian(asked[8..]);
        var node = BinaryPrimitives.ReadUInt64LittleEndian(asked[16..]);
        var arguments = asked[FuseProtocol.RequestHeader..];
        switch (kind)
        {
            case FuseRequest.Forget or FuseRequest.BatchForget or FuseRequest.Interrupt:
                return;
            case FuseRequest.Lookup:
                generation++;
                goto default;
            case FuseRequest.Write:
                Take(unique, arguments);
                return;
            case FuseRequest.Read:
                Reply(unique, Read(arguments));
                return;
            case FuseRequest.Fsync:
                Flush(unique);
                return;
            default:
                var length = FuseAnswers.Fill(
                    answer.AsSpan(FuseProtocol.AnswerHeader), kind, node, ((ulong)generation + 1, bytes.Size));
                Reply(unique, Math.Max(0, length), (Errno)Math.Max(0, -length));
                return;
        }
    }

    private void Flush(ulong unique)
    {
        var error = Failure(fault => fault.What == FailingRequest.Flush);
        if (error == Errno.None)
        {
            Log(new BlockEvent.Flush());
        }

        Reply(unique, 0, error);
    }

    private int Read(ReadOnlySpan<byte> arguments)
    {
        var offset = BinaryPrimitives.ReadInt64LittleEndian(arguments[8..]);
        var count = (int)Math.Clamp(bytes.Size - offset, 0, BinaryPrimitives.ReadUInt32LittleEndian(arguments[16..]));
        bytes.Span.Slice((int)Math.Min(offset, bytes.Size), count).CopyTo(answer.AsSpan(FuseProtocol.AnswerHeader));
        return count;
    }

    private void Take(ulong unique, ReadOnlySpan<byte> arguments)
    {
        var offset = BinaryPrimitives.ReadInt64LittleEndian(arguments[8..]);
        var data = arguments.Slice(40, BinaryPrimitives.ReadInt32LittleEndian(arguments[16..])).ToArray();
        if (DeviceFault.HasLetter(data, held))
        {
            inFlight.Add((unique, offset, data));
            return;
        }

        if (writeUs + lateUs == 0)
        {
            Arrive(unique, offset, data);
            return;
        }

        busyUntilUs = Math.Max(busyUntilUs, NowUs()) + writeUs;
        slow.Enqueue((unique, offset, data), (busyUntilUs + draw.Below(lateUs + 1), number++));
    }

    /// <summary>The error of a request, by the first fault of its kind. A fault strikes once.</summary>
    private Errno Failure(Predicate<DeviceFault> isFor)
    {
        var index = faults.FindIndex(isFor);
        if (index < 0)
        {
            return Errno.None;
        }

        var fault = faults[index];
        faults.RemoveAt(index);
        if (fault.After > 0)
        {
            faults.Insert(index, fault with { After = fault.After - 1 });
        }

        return fault.After == 0 ? fault.Error : Errno.None;
    }

    private void Arrive(ulong unique, long offset, byte[] data)
    {
        if (Failure(fault => fault.Matches(offset, data)) is not Errno.None and var error)
        {
            Reply(unique, 0, error);
            return;
        }

        Log(new BlockEvent.Write(offset, data));
        bytes.Write(offset, data);
        BinaryPrimitives.WriteInt64LittleEndian(answer.AsSpan(FuseProtocol.AnswerHeader), data.Length);
        Reply(unique, sizeof(long));
    }

    private void Log(BlockEvent what)
    {
        if (records)
        {
            log.Add(what);
        }
    }

    private void Release()
    {
        foreach (var (unique, offset, data) in inFlight)
        {
            Arrive(unique, offset, data);
        }

        inFlight.Clear();
        passed = 0;
    }

    private void Reply(ulong unique, int length, Errno error = Errno.None)
    {
        BinaryPrimitives.WriteInt32LittleEndian(answer, FuseProtocol.AnswerHeader + length);
        BinaryPrimitives.WriteInt32LittleEndian(answer.AsSpan(4), -(int)error);
        BinaryPrimitives.WriteUInt64LittleEndian(answer.AsSpan(8), unique);
        fixed (byte* buffer = answer)
        {
            // An error means that the request was interrupted, or that the file is unmounted.
            _ = Linux.Write(fd, buffer, (nuint)(FuseProtocol.AnswerHeader + length));
        }
    }
}
