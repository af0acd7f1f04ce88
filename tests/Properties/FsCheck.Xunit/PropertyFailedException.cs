using System.Globalization;

namespace FsCheck.Xunit;

/// <summary>A property that does not hold, or whose precondition hardly ever does: first the line that replays it, then FsCheck's words.</summary>
#pragma warning disable CA1032 // Made from a verdict and from nothing else.
public sealed class PropertyFailedException(TestResult verdict) : Exception(Tell(verdict))
#pragma warning restore CA1032
{
    /// <summary>Where the property threw. How xunit, FsCheck and this adapter came to call it is of no interest.</summary>
    public override string StackTrace =>
        verdict is TestResult.Failed { Item4: Outcome.Failed { Item: var thrown } } ? thrown.StackTrace ?? string.Empty : string.Empty;

    private static string Tell(TestResult verdict)
    {
        var words = Runner.onFinishedToString(string.Empty, verdict);
        return verdict is TestResult.Failed { Item6: var chance, Item7: var size }
            ? string.Create(CultureInfo.InvariantCulture, $"[Property(Replay = \"{chance.Seed},{chance.Gamma},{size}\")] fails like this again.\n{words}")
            : words;
    }
}
