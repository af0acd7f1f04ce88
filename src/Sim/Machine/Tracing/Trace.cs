using System.Buffers.Binary;
using System.Globalization;
using Sim.Os;

namespace Sim.Machine.Tracing;

/// <summary>
/// What happened on a machine, in order: always as a 64-bit fingerprint, and as lines of text while
/// <see cref="Recording"/>. Two runs of one plan have one fingerprint, in every process and on every machine, whether
/// they record or not. So only <see cref="Fold(long)"/> and its kin go into the fingerprint, and only words go into the lines.
/// </summary>
public sealed class Trace
{
    private readonly List<string> lines = [];
    private readonly long startUs;
    private ulong state;

    /// <summary>An empty trace.</summary>
    /// <param name="startUs">The moment that the lines count from, in microseconds since 1970.</param>
    public Trace(long startUs = 0) => this.startUs = startUs;

    /// <summary>True while lines are kept.</summary>
    public bool Recording { get; init; }

    /// <summary>Raised for each system call that has returned. Listeners are no part of the fingerprint.</summary>
    internal event Action<CallRecord>? CallReturned;

    /// <summary>Raised when a process begins or ends, or when a fault keeps it inside a call.</summary>
    internal event Action<LifeRecord>? LifeChanged;

    /// <summary>Everything folded so far, as one number.</summary>
    public ulong Fingerprint => SplitMix64.Mix(state);

    /// <summary>The lines so far.</summary>
    public IReadOnlyList<string> Lines => lines;

    /// <summary>Adds a line of the harness's own, while recording. It is not part of the fingerprint.</summary>
    public void Note(string text)
    {
        if (Recording)
        {
            lines.Add(text);
        }
    }

    /// <summary>Adds a line that begins with a moment, while recording. It is not part of the fingerprint.</summary>
    /// <param name="nowUs">The moment, in microseconds since 1970.</param>
    /// <param name="text">The line.</param>
    public void Note(long nowUs, string text)
    {
        if (Recording)
        {
            lines.Add(Moment(nowUs) + text);
        }
    }

    /// <summary>Puts a number into the fingerprint.</summary>
    public void Fold(long number) =>
        state = (System.Numerics.BitOperations.RotateLeft(state, 23) ^ (ulong)number) * SplitMix64.Step + 0x632B_E59B_D9B4_E019UL;

    /// <summary>Puts bytes into the fingerprint, their number too.</summary>
    public void Fold(ReadOnlySpan<byte> bytes)
    {
        Fold(bytes.Length);
        for (; bytes.Length >= sizeof(long); bytes = bytes[sizeof(long)..])
        {
            Fold(BinaryPrimitives.ReadInt64LittleEndian(bytes));
        }

        foreach (var rest in bytes)
        {
            Fold(rest);
        }
    }

    /// <summary>Puts characters into the fingerprint, their number too.</summary>
    public void Fold(string? text)
    {
        Fold(text is null ? -1 : text.Length);
        foreach (var character in text.AsSpan())
        {
            Fold(character);
        }
    }

    /// <summary>A call that has just returned.</summary>
    internal void Called(in CallRecord call)
    {
        Fold(call.NowUs);
        Fold(((long)call.Pid << 16) | ((long)call.By << 8) | (long)call.Call);
        Fold(call.Argument);
        Fold(call.Error == Errno.None ? call.Result : -1 - (long)call.Error);
        CallReturned?.Invoke(call);
        if (Recording)
        {
            lines.Add(Moment(call.NowUs) + call);
        }
    }

    /// <summary>A process begins or ends, or a fault keeps it inside a call. The text is made only when something listens.</summary>
    internal void Lives(long nowUs, int pid, Actor by, bool ends, FormattableString text, bool struck = false) =>
        LifeChanged?.Invoke(new LifeRecord(nowUs, pid, by, ends, FormattableString.Invariant(text), struck));

    private string Moment(long nowUs)
    {
        var us = nowUs - startUs;
        return string.Create(CultureInfo.InvariantCulture, $"{us / 1_000_000,4}.{us % 1_000_000:D6}  ");
    }
}
