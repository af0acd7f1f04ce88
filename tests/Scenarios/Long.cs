namespace Tests.Scenarios;

/// <summary>
/// Tests that take several seconds each, most of them because they start programs. They run where SIM_LONG is set, as
/// CI sets it; elsewhere they are skipped and say so.
/// </summary>
internal static class Long
{
    /// <summary>Why such a test is skipped; null where it runs.</summary>
    public static string? WhyNot { get; } = Environment.GetEnvironmentVariable("SIM_LONG") is null or "" or "0"
        ? "It takes several seconds; SIM_LONG=1 runs it."
        : null;
}

/// <summary>A fact that takes several seconds: see <see cref="Long"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LongFactAttribute : FactAttribute
{
    public LongFactAttribute() => Skip = Long.WhyNot;
}

/// <summary>A theory whose rows take several seconds: see <see cref="Long"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LongTheoryAttribute : TheoryAttribute
{
    public LongTheoryAttribute() => Skip = Long.WhyNot;
}
