using Sim.Machine.Tracing;
using Sim.Os;

namespace Sim.Machine.Faults;

/// <summary>The kind of file that a call is about.</summary>
public enum FaultPlace
{
    /// <summary>No file: fork, kill, waitpid, pipe.</summary>
    Nothing,

    /// <summary>The file that the program is about, such as a log or a database.</summary>
    Log,

    /// <summary>A temporary file, which is later renamed over another one or removed.</summary>
    Temporary,

    /// <summary>A directory of the program, such as ".".</summary>
    Directory,

    /// <summary>A pipe.</summary>
    Pipe,

    /// <summary>The file that says which others count, or the next one beside it.</summary>
    Manifest,
}

/// <summary>A kind of call at which a fault can be injected.</summary>
/// <param name="Call">The system call.</param>
/// <param name="By">The process or thread that makes it.</param>
/// <param name="Place">The kind of file that it is about.</param>
public readonly record struct FaultSite(SystemCall Call, Actor By, FaultPlace Place) : IComparable<FaultSite>
{
    /// <inheritdoc/>
    public int CompareTo(FaultSite other) => (By, Call, Place).CompareTo((other.By, other.Call, other.Place));

    /// <summary>One line, such as "write by child of temporary".</summary>
    public override string ToString() =>
        $"{Call.Name()} by {By.Name()}"
        + (Place == FaultPlace.Nothing || Call is SystemCall.PipeRead or SystemCall.PipeWrite
        ? ""
        : " of " + Place.ToString().ToLowerInvariant());
}

/// <summary>One injected fault.</summary>
/// <param name="Site">The call.</param>
/// <param name="Kind">The effect on it.</param>
/// <param name="Errno">The error; <see cref="Errno.None"/> unless the kind is an error.</param>
public readonly record struct InjectedFault(FaultSite Site, FaultKind Kind, Errno Errno) : IComparable<InjectedFault>
{
    /// <inheritdoc/>
    public int CompareTo(InjectedFault other) => (Site, Kind, Errno).CompareTo((other.Site, other.Kind, other.Errno));

    /// <summary>The effect and the call, such as "EIO on write".</summary>
    public string Name => Kind switch
    {
        FaultKind.Error => $"{Errno} on {Site.Call.Name()}",
        FaultKind.KilledBefore => $"SIGKILL before {Site.Call.Name()}",
        FaultKind.KilledAfter => $"SIGKILL after {Site.Call.Name()}",
        _ => $"{Kind.ToString().ToLowerInvariant()} {Site.Call.Name()}",
    };
}
