namespace Aof.Data.Geo;

/// <summary>A range of degrees.</summary>
internal readonly record struct GeoRange(double Low, double High)
{
    /// <summary>The cell of a number when the range is divided into 2^<paramref name="steps"/> cells.</summary>
    public uint CellOf(double value, int steps) => (uint)((value - Low) / (High - Low) * (1UL << steps));

    /// <summary>
    /// The bounds of a cell. The order of operations is Redis's: another order changes the last bits.
    /// </summary>
    public GeoRange Cell(uint cell, int steps)
    {
        double count = 1UL << steps;
        var width = High - Low;
        return new GeoRange(Low + (cell / count * width), Low + (unchecked(cell + 1) / count * width));
    }

    public bool Contains(double value) => value >= Low && value <= High;
}
