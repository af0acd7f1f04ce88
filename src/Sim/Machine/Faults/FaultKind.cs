using System.Text.Json.Serialization;

namespace Sim.Machine.Faults;

/// <summary>What a fault does to a call.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FaultKind>))]
public enum FaultKind
{
    /// <summary>The call fails and has no effect (a close loses the descriptor all the same, what a sync leaves, the disk says; after EROFS the disk is read-only).</summary>
    Error,

    /// <summary>Fewer bytes are read or written than were asked for, at least one.</summary>
    Short,

    /// <summary>The call takes longer.</summary>
    Slow,

    /// <summary>One bit of what is read is wrong: bit rot.</summary>
    Flip,

    /// <summary>SIGKILL ends the caller before the call has had any effect.</summary>
    KilledBefore,

    /// <summary>SIGKILL ends the caller when the call has had its effect and has not returned.</summary>
    KilledAfter,

    /// <summary>The child ends itself instead of making the call, with an exit code: it has run out of memory, say. Its files stay as they are.</summary>
    Exit,

    /// <summary>The call has no effect and does not return: a child hangs until it is killed, a background job until the faults stop.</summary>
    Hang,
}
