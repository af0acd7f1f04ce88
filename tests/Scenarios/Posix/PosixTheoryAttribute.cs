namespace Tests.Scenarios.Posix;

/// <summary>A theory about a real machine with POSIX calls.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PosixTheoryAttribute : TheoryAttribute
{
    public PosixTheoryAttribute()
    {
        if (OperatingSystem.IsWindows())
        {
            Skip = PosixFactAttribute.Reason;
        }
    }
}
