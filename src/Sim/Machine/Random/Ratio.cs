using System.Globalization;

namespace Sim.Machine.Random;

/// <summary>
/// A probability as a fraction of two integers, so that it is exact on every machine. It prints and parses as "1/50".
/// </summary>
public readonly record struct Ratio : IComparable<Ratio>
{
    private readonly int denominatorLessOne;

    /// <summary>A fraction from 0 to 1. Throws <see cref="ArgumentOutOfRangeException"/> for any other.</summary>
    public Ratio(int numerator, int denominator)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(denominator, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(numerator);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(numerator, denominator);
        Numerator = numerator;
        denominatorLessOne = denominator - 1;
    }

    /// <summary>The numerator, from 0 to <see cref="Denominator"/>.</summary>
    public int Numerator { get; }

    /// <summary>The denominator, at least 1.</summary>
    public int Denominator => denominatorLessOne + 1;

    /// <summary>Never: 0/1, the default value.</summary>
    public static Ratio Never => default;

    /// <summary>Always: 1/1.</summary>
    public static Ratio Always => new(numerator: 1, denominator: 1);

    /// <summary>
    /// Parses "numerator/denominator" with 0 &lt;= numerator &lt;= denominator, without spaces. False for other text.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Ratio ratio)
    {
        ratio = default;
        var slash = text.IndexOf('/');
        if (slash < 0
            || !int.TryParse(text[..slash], NumberStyles.None, CultureInfo.InvariantCulture, out var numerator)
            || !int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var denominator)
            || denominator < 1
            || numerator > denominator)
        {
            return false;
        }

        ratio = new Ratio(numerator, denominator);
        return true;
    }

    /// <summary>Orders by value: 1/50 comes before 1/2.</summary>
    public int CompareTo(Ratio other) =>
        ((long)Numerator * other.Denominator).CompareTo((long)other.Numerator * Denominator);

    /// <summary>"1/50".</summary>
    public override string ToString() => Invariant($"{Numerator}/{Denominator}");
}
