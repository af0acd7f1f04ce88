using System.Globalization;
using Sim.Os;

namespace Sim.Machine.Tracing;

/// <summary>One call in a trace.</summary>
/// <param name="NowUs">When it returned.</param>
/// <param name="Pid">The process.</param>
/// <param name="By">Who of it.</param>
/// <param name="Call">What.</param>
/// <param name="Path">The file, for the line only.</param>
/// <param name="Argument">The descriptor or number that it was about.</param>
/// <param name="Result">What it returned.</param>
/// <param name="Error">Or how it failed.</param>
/// <param name="BeganUs">When it began. It is no part of the fingerprint, nor is what follows.</param>
/// <param name="EndUs">When its caller goes on: a child sleeps for what its calls have taken after the moment of their effect.</param>
/// <param name="Struck">True when a fault struck it.</param>
internal readonly record struct CallRecord(
    long NowUs, int Pid, Actor By, SystemCall Call, string? Path, long Argument, long Result, Errno Error, long BeganUs, long EndUs, bool Struck)
{
    /// <summary>The line.</summary>
    public override string ToString()
    {
        var outcome = Error == Errno.None ? Result.ToString(CultureInfo.InvariantCulture) : Error.ToString();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{By.Name(),-10} {Pid} {Call.Name()}({Argument}{(Path is null ? "" : ", " + Path)}) = {outcome}");
    }
}
