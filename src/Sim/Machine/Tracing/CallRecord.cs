using System.Globalization;
using Sim.Os;

namespace Sim.Machine.Tracing;

/// <summary>One call in a trace.</summary>
/// <param name="NowUs">The time of its return, in microseconds since 1970.</param>
/// <param name="Pid">The process id.</param>
/// <param name="By">The kind of process or thread.</param>
/// <param name="Call">The kind of call.</param>
/// <param name="Path">The file, for the line only; null when there is none.</param>
/// <param name="Argument">The descriptor, or another number that the call is about.</param>
/// <param name="Result">The returned value.</param>
/// <param name="Error">The error; <see cref="Errno.None"/> on success.</param>
/// <param name="BeganUs">The time of its start. This and the following values are not part of the fingerprint.</param>
/// <param name="EndUs">
/// The time at which its caller continues. A child sleeps for the duration of its calls after their effect.
/// </param>
/// <param name="Injected">True when a fault was injected into it.</param>
internal readonly record struct CallRecord(
    long NowUs, int Pid, Actor By, SystemCall Call, string? Path, long Argument, long Result, Errno Error, long BeganUs,
    long EndUs, bool Injected)
{
    /// <summary>The returned value, or the error.</summary>
    public string Outcome => Error == Errno.None ? Result.ToString(CultureInfo.InvariantCulture) : Error.ToString();

    /// <summary>The call for a person, such as "open(log) = ENOENT".</summary>
    public string Words => Invariant($"{Call.Name()}({(Path is null ? Argument : Path)}) = {Outcome}");

    /// <summary>The line of the trace, without its time.</summary>
    public override string ToString() => Invariant(
        $"{By.Name(),-10} {Pid} {Call.Name()}({Argument}{(Path is null ? "" : ", " + Path)}) = {Outcome}");
}
