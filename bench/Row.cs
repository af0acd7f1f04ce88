namespace Bench;

/// <summary>A row of the table of <c>compare</c>.</summary>
/// <param name="What">The name of the measured work.</param>
/// <param name="Measured">The figure, with its unit.</param>
/// <param name="Beside">The figure of the comparison, with its unit.</param>
/// <param name="Ratio">The first figure divided by the second.</param>
/// <param name="Spread">The smallest and the largest ratio of the rounds.</param>
/// <param name="Wanted">The bounds of the ratio; <see cref="Wanted.Nothing"/> when it is only reported.</param>
internal sealed record Row(string What, string Measured, string Beside, double Ratio, Span Spread, Wanted Wanted)
{
    /// <summary>True when the ratio is within its bounds.</summary>
    public bool Holds => Wanted.Allows(Ratio);
}

/// <summary>The smallest and the largest of some ratios.</summary>
internal readonly record struct Span(double From, double To)
{
    /// <summary>The span of these ratios, at least one.</summary>
    public static Span Of(IReadOnlyCollection<double> ratios) => new(ratios.Min(), ratios.Max());
}

/// <summary>Bounds of a ratio.</summary>
internal readonly record struct Wanted(double AtLeast, double AtMost)
{
    /// <summary>No bounds: the ratio is only reported.</summary>
    public static Wanted Nothing { get; } = new(double.NegativeInfinity, double.PositiveInfinity);

    public static Wanted NotBelow(double bound) => new(bound, double.PositiveInfinity);

    public static Wanted NotAbove(double bound) => new(double.NegativeInfinity, bound);

    public bool Allows(double ratio) => ratio >= AtLeast && ratio <= AtMost;

    public override string ToString() =>
        double.IsFinite(AtLeast)
        ? Invariant($">= {AtLeast:0.##}")
        : double.IsFinite(AtMost)
        ? Invariant($"<= {AtMost:0.##}")
        : "";
}
