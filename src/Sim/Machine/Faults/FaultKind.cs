using System.Text.Json.Serialization;

namespace Sim.Machine.Faults;

/// <summary>The effect of a fault on a call.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FaultKind>))]
public enum FaultKind
{
    /// <summary>
    /// The call fails and has no effect, with three exceptions. A failed close still frees the descriptor. The disk
    /// decides what a failed sync leaves. After EROFS the disk is read-only.
    /// </summary>
    Error,

    /// <summary>The call reads or writes fewer bytes than asked for, but at least one.</summary>
    Short,

    /// <summary>The call takes longer.</summary>
    Slow,

    /// <summary>One bit of the bytes read is flipped: bit rot.</summary>
    Flip,

    /// <summary>SIGKILL ends the caller before the effect of the call.</summary>
    KilledBefore,

    /// <summary>SIGKILL ends the caller after the effect of the call, before its return.</summary>
    KilledAfter,

    /// <summary>
    /// The child exits with an exit code instead of making the call, for example because it is out of memory. Its files
    /// stay as they are.
    /// </summary>
    Exit,

    /// <summary>
    /// The call has no effect and does not return. A child hangs until it is killed, a background job until the faults
    /// stop.
    /// </summary>
    Hang,

    /// <summary>
    /// The sync meets an error in the journal of the file system, which aborts. The disk decides what calls return from
    /// then on.
    /// </summary>
    Abort,
}
