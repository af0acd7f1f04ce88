using Sim.Machine.Process;

namespace Sim.Run;

/// <summary>An exception that nothing handles: a real server would have died of it.</summary>
internal static class Thrown
{
    /// <summary>How a run ends with it.</summary>
    public static (RunEnd End, string Reason) EndOf(Exception exception) => exception is StepLimitExceeded endless
        ? (RunEnd.Hung, endless.Message)
        : (RunEnd.Threw, Describe(exception));

    /// <summary>Its type, its message, and the innermost method that is not one of .NET.</summary>
    public static string Describe(Exception exception)
    {
        var frames = (exception.StackTrace ?? "").Split('\n');
        var own = Array.Find(frames, static frame => !frame.Contains("at System.", StringComparison.Ordinal));
        var at = (own ?? frames[0]).Trim().Split(" in ")[0];
        return $"{exception.GetType().Name} {at}: {exception.Message}";
    }
}
