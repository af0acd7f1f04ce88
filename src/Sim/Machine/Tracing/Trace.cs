using System.Buffers.Binary;
using Sim.Os;

namespace Sim.Machine.Tracing;

/// <summary>
/// The calls and events of a machine, in order: always as a 64-bit fingerprint, and as lines of text while
/// <see cref="Recording"/>. Two runs of one plan have equal fingerprints, on every machine, with and without recording.
/// So only the Fold methods change the fingerprint, and only the Note methods add lines.
/// </summary>
public sealed class Trace
{
    private readonly List<string> lines = [];
    private readonly long startUs;
    private ulong state;

    /// <summary>An empty trace.</summary>
    /// <param name="startUs">The start of the times in the lines, in microseconds since 1970.</param>
    public Trace(long startUs = 0) => this.startUs = startUs;

    /// <summary>True while lines are kept.</summary>
    public bool Recording { get; init; }

    /// <summary>Raised for each system call that returned. Listeners do not change the fingerprint.</summary>
    internal event Action<CallRecord>? CallReturned;

    /// <summary>Raised when a process starts or ends, or when a fault prevents the return of its call.</summary>
    internal event Action<LifeRecord>? LifeChanged;

    /// <summary>A 64-bit hash of everything folded so far.</summary>
    public ulong Fingerprint => SplitMix64.Mix(state);

    /// <summary>The lines so far.</summary>
    public IReadOnlyList<string> Lines => lines;

    /// <summary>Adds a line of the harness, while recording. It does not change the fingerprint.</summary>
    public void Note(string text)
    {
        if (Recording)
        {
            lines.Add(text);
        }
    }

    /// <summary>Adds a line that begins with a time, while recording. It does not change the fingerprint.</summary>
    /// <param name="nowUs">The time, in microseconds since 1970.</param>
    /// <param name="text">The line.</param>
    public void Note(long nowUs, string text)
    {
        if (Recording)
        {
            lines.Add(Moment(nowUs) + text);
        }
    }

    /// <summary>Adds a number to the fingerprint.</summary>
    public void Fold(long number) =>
        state = (System.Numerics.BitOperations.RotateLeft(state, 23) ^ (ulong)number) * SplitMix64.Step
        + 0x632B_E59B_D9B4_E019UL;

    /// <summary>Adds bytes and their number to the fingerprint.</summary>
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

    /// <summary>Adds characters and their number to the fingerprint; null differs from the empty text.</summary>
    public void Fold(string? text)
    {
        Fold(text is null ? -1 : text.Length);
        foreach (var character in text.AsSpan())
        {
            Fold(character);
        }
    }

    /// <summary>Adds a call that has just returned.</summary>
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

    /// <summary>
    /// Adds the start or end of a process, or a call that does not return. The text is made only for listeners.
    /// </summary>
    internal void Lives(LifeRecord life, FormattableString text) =>
        LifeChanged?.Invoke(life with { Text = FormattableString.Invariant(text) });

    private string Moment(long nowUs)
    {
        var us = nowUs - startUs;
        return Invariant($"{us / 1_000_000,4}.{us % 1_000_000:D6}  ");
    }
}
