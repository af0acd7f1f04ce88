namespace Aof.Data.Geo;

/// <summary>
/// A cell of the earth (geohash.c of Redis): longitude and latitude halved <paramref name="Steps"/> times each, with
/// interleaved bits, longitude in the odd ones. With 26 steps the bits are the score of a place in a sorted set.
/// </summary>
/// <param name="Bits">The halvings, the last in the lowest bit.</param>
/// <param name="Steps">Halvings in each direction, 1 to 26.</param>
internal readonly record struct GeoHash(ulong Bits, int Steps)
{
    /// <summary>Steps of a place in a sorted set.</summary>
    public const int MaxSteps = 26;

    private const ulong EvenBits = 0x5555_5555_5555_5555;

    /// <summary>The latitudes of the standard text form.</summary>
    private static readonly GeoRange AllLatitudes = new(-90, 90);

    /// <summary>The cell of a place.</summary>
    public static GeoHash Of(GeoPoint point, int steps) => Of(point, steps, GeoPoint.Latitudes);

    /// <summary>
    /// The cell of a score. A score may be any number; the conversion is that of x86-64, since C leaves overflow
    /// undefined.
    /// </summary>
    public static GeoHash OfScore(double score)
    {
        const double HighestBit = 1UL << 63;
        return new GeoHash(
            score < HighestBit ? (ulong)ToInt64(score) : (ulong)ToInt64(score - HighestBit) ^ (1UL << 63), MaxSteps);
    }

    /// <summary>Truncates a number; the lowest integer on overflow (cvttsd2si of x86-64).</summary>
    public static long ToInt64(double value) =>
        value is >= long.MinValue and < -(double)long.MinValue ? (long)value : long.MinValue;

    /// <summary>The cell's lowest score: its bits in their position among 52.</summary>
    public ulong Score => Bits << (2 * (MaxSteps - Steps));

    /// <summary>The lowest score behind the cell.</summary>
    public ulong ScoreBehind => (Bits + 1) << (2 * (MaxSteps - Steps));

    /// <summary>The longitudes of the cell, in degrees.</summary>
    public GeoRange Longitudes => GeoPoint.Longitudes.Cell(Gather(Bits >> 1), Steps);

    /// <summary>The latitudes of the cell, in degrees.</summary>
    public GeoRange Latitudes => GeoPoint.Latitudes.Cell(Gather(Bits), Steps);

    /// <summary>The middle of the cell.</summary>
    public GeoPoint Center
    {
        get
        {
            var (longitudes, latitudes) = (Longitudes, Latitudes);
            return new GeoPoint((longitudes.Low + longitudes.High) / 2, (latitudes.Low + latitudes.High) / 2);
        }
    }

    /// <summary>The cell this many cells east and north, wrapping around the earth.</summary>
    public GeoHash Neighbour(int east, int north)
    {
        var mask = (1UL << (2 * Steps)) - 1;
        var longitude = Spread(unchecked((uint)(Gather(Bits >> 1) + east))) << 1;
        var latitude = Spread(unchecked((uint)(Gather(Bits) + north)));

        // Without a move Redis keeps bits beyond the cell; only a place at the very edge has any.
        longitude = east == 0 ? Bits & ~EvenBits : longitude & mask;
        latitude = north == 0 ? Bits & EvenBits : latitude & mask;
        return this with { Bits = longitude | latitude };
    }

    /// <summary>
    /// The standard text form of the cell's middle: ten letters of five bits, and a zero for the bits that are not
    /// stored.
    /// </summary>
    public string ToText()
    {
        const string Letters = "0123456789bcdefghjkmnpqrstuvwxyz";
        var bits = Of(Center, MaxSteps, AllLatitudes).Bits;
        return string.Create(11, bits, static (text, bits) =>
        {
            for (var i = 0; i < 10; i++)
            {
                text[i] = Letters[(int)(bits >> (47 - (5 * i))) & 0x1f];
            }

            text[10] = Letters[0];
        });
    }

    private static GeoHash Of(GeoPoint point, int steps, GeoRange latitudes)
    {
        var longitude = GeoPoint.Longitudes.CellOf(point.Longitude, steps);
        return new GeoHash(Spread(latitudes.CellOf(point.Latitude, steps)) | (Spread(longitude) << 1), steps);
    }

    /// <summary>A number's bits with a zero before each.</summary>
    private static ulong Spread(uint bits)
    {
        ulong spread = bits;
        spread = (spread | (spread << 16)) & 0x0000_ffff_0000_ffff;
        spread = (spread | (spread << 8)) & 0x00ff_00ff_00ff_00ff;
        spread = (spread | (spread << 4)) & 0x0f0f_0f0f_0f0f_0f0f;
        spread = (spread | (spread << 2)) & 0x3333_3333_3333_3333;
        return (spread | (spread << 1)) & EvenBits;
    }

    /// <summary>The even bits, moved together: the inverse of <see cref="Spread"/>.</summary>
    private static uint Gather(ulong bits)
    {
        bits &= EvenBits;
        bits = (bits | (bits >> 1)) & 0x3333_3333_3333_3333;
        bits = (bits | (bits >> 2)) & 0x0f0f_0f0f_0f0f_0f0f;
        bits = (bits | (bits >> 4)) & 0x00ff_00ff_00ff_00ff;
        bits = (bits | (bits >> 8)) & 0x0000_ffff_0000_ffff;
        return (uint)(bits | (bits >> 16));
    }
}
