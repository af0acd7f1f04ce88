namespace Tests.Scenarios.Posix;

/// <summary>A fact about a real machine with POSIX calls.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PosixFactAttribute : FactAttribute
{
    public const string Reason = "the POSIX port needs the C library of Linux or macOS";

    public PosixFactAttribute()
    {
        if (OperatingSystem.IsWindows())
        {
            Skip = Reason;
        }
    }

    /// <summary>It takes several seconds: see <see cref="Tests.Scenarios.Long"/>.</summary>
    public bool IsLong { get; set => Skip ??= (field = value) ? Long.WhyNot : null; }
}
