namespace Sim.Run;

/// <summary>An exception that nothing handles: a real server would have died of it.</summary>
internal static class Thrown
{
    /// <summary>Its type, its message and where it was thrown, without the path of the file.</summary>
    public static string Describe(Exception exception)
    {
        var at = exception.StackTrace?.Split('\n')[0].Trim().Split(" in ")[0];
        return $"{exception.GetType().Name} {at}: {exception.Message}";
    }
}
