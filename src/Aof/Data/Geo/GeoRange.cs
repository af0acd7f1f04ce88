namespace Aof.Data.Geo;

/// <summary>Degrees from one bound to the other.</summary>
internal readonly record struct GeoRange(double Low, double High)
{
    /// <summary>Where a number lies, as a multiple of the whole range divided by 2^<paramref name="steps"/>.</summary>
    public uint CellOf(double value, int steps) => (uint)((value - Low) / (High - Low) * (1UL << steps));

    /// <summary>
    /// The bounds of a cell. The products and quotients stand in the order of Redis: another order gives other last
    /// bits.
    /// </summary>
    public GeoRange Cell(uint cell, int steps)
    {
        double count = 1UL << steps;
        var width = High - Low;
        return new GeoRange(Low + (cell / count * width), Low + (unchecked(cell + 1) / count * width));
    }

    public bool Contains(double value) => value >= Low && value <= High;
}
