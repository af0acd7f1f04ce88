using Sim.Machine.Tracing;
using Sim.Os;

namespace Sim.Machine.Faults;

/// <summary>What a call is about.</summary>
public enum FaultPlace
{
    /// <summary>No file: fork, kill, waitpid, pipe.</summary>
    Nothing,

    /// <summary>The file that the program is about: its log.</summary>
    Log,

    /// <summary>A temporary file, which takes the place of another or goes.</summary>
    Temporary,

    /// <summary>The directory.</summary>
    Directory,

    /// <summary>A pipe.</summary>
    Pipe,
}

/// <summary>Where a fault strikes: the call, who makes it, and what it is about.</summary>
/// <param name="Call">The kind of call.</param>
/// <param name="By">Who makes it.</param>
/// <param name="Place">What it is about.</param>
public readonly record struct FaultSite(SystemCall Call, Actor By, FaultPlace Place) : IComparable<FaultSite>
{
    /// <inheritdoc/>
    public int CompareTo(FaultSite other) => (By, Call, Place).CompareTo((other.By, other.Call, other.Place));

    /// <summary>Such as "write by child of temporary".</summary>
    public override string ToString() =>
        $"{Call.Name()} by {By.Name()}" + (Place == FaultPlace.Nothing || Call is SystemCall.PipeRead or SystemCall.PipeWrite ? "" : " of " + Place.ToString().ToLowerInvariant());
}

/// <summary>One call that was struck.</summary>
/// <param name="Site">Where.</param>
/// <param name="Kind">What was done to it.</param>
/// <param name="Errno">The error; <see cref="Errno.None"/> unless the kind is an error.</param>
public readonly record struct InjectedFault(FaultSite Site, FaultKind Kind, Errno Errno) : IComparable<InjectedFault>
{
    /// <inheritdoc/>
    public int CompareTo(InjectedFault other) => (Site, Kind, Errno).CompareTo((other.Site, other.Kind, other.Errno));

    /// <summary>Such as "EIO on write", whoever makes it.</summary>
    public string Name => Kind switch
    {
        FaultKind.Error => $"{Errno} on {Site.Call.Name()}",
        FaultKind.KilledBefore => $"SIGKILL before {Site.Call.Name()}",
        FaultKind.KilledAfter => $"SIGKILL after {Site.Call.Name()}",
        _ => $"{Kind.ToString().ToLowerInvariant()} {Site.Call.Name()}",
    };
}
