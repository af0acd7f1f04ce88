namespace Bench;

/// <summary>A line of the table of <c>compare</c>.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Measured">The figure, with its unit.</param>
/// <param name="Beside">What it is held against, with its unit.</param>
/// <param name="Ratio">The one over the other.</param>
/// <param name="Spread">From which ratio to which the rounds went.</param>
/// <param name="Wanted">What the ratio is to be; none when it is only reported.</param>
internal sealed record Row(string What, string Measured, string Beside, double Ratio, Span Spread, Wanted Wanted)
{
    /// <summary>True when the ratio is what it is to be.</summary>
    public bool Holds => Wanted.Allows(Ratio);
}

/// <summary>The smallest and the largest of some ratios.</summary>
internal readonly record struct Span(double From, double To)
{
    /// <summary>Of these ratios, of which there is at least one.</summary>
    public static Span Of(IReadOnlyCollection<double> ratios) => new(ratios.Min(), ratios.Max());
}

/// <summary>Bounds of a ratio.</summary>
internal readonly record struct Wanted(double AtLeast, double AtMost)
{
    /// <summary>Nothing: the ratio is only reported.</summary>
    public static Wanted Nothing { get; } = new(double.NegativeInfinity, double.PositiveInfinity);

    public static Wanted NotBelow(double bound) => new(bound, double.PositiveInfinity);

    public static Wanted NotAbove(double bound) => new(double.NegativeInfinity, bound);

    public bool Allows(double ratio) => ratio >= AtLeast && ratio <= AtMost;

    public override string ToString() =>
        double.IsFinite(AtLeast)
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $">= {AtLeast:0.##}")
        : double.IsFinite(AtMost)
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"<= {AtMost:0.##}")
        : "";
}
