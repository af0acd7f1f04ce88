namespace Sim.Kernel.Device;

/// <summary>What a recorder asks of the server of its disk, one byte. Every answer but the log is one byte.</summary>
internal enum DiskRequest : byte
{
    /// <summary>Takes over the bytes of the image file. Every log begins with them.</summary>
    Load,

    /// <summary>A new log.</summary>
    StartLog,

    /// <summary>A place of the history: the calls, and whether one is under way.</summary>
    Mark,

    /// <summary>A text: the letters whose writes stay in flight.</summary>
    Hold,

    /// <summary>One request will fail: a <see cref="DeviceFault"/>.</summary>
    Fail,

    /// <summary>Two numbers, in microseconds: how long a write takes, and how much later it is answered at most.
    /// </summary>
    Slow,

    /// <summary>The end of the log, and of the faults. The answer is the log.</summary>
    TakeLog,
}
