namespace Aof.Data.Geo;

/// <summary>A place on the earth, in degrees.</summary>
internal readonly record struct GeoPoint(double Longitude, double Latitude)
{
    /// <summary>Longitudes, in degrees.</summary>
    public static readonly GeoRange Longitudes = new(-180, 180);

    /// <summary>Valid latitudes, in degrees: those of the web Mercator projection (EPSG:3857).</summary>
    public static readonly GeoRange Latitudes = new(-85.05112878, 85.05112878);

    /// <summary>The earth's mean radius in Redis, in metres (EARTH_RADIUS_IN_METERS).</summary>
    public const double EarthRadius = 6372797.560856;

    private const double Degree = Math.PI / 180;

    /// <summary>True when a sorted set can store the place.</summary>
    public bool IsValid => Longitudes.Contains(Longitude) && Latitudes.Contains(Latitude);

    public static double Radians(double degrees) => degrees * Degree;

    public static double Degrees(double radians) => radians / Degree;

    /// <summary>The distance of the parallels, in metres (geohashGetLatDistance()).</summary>
    public double LatitudeDistanceTo(GeoPoint other) =>
        EarthRadius * Math.Abs(Radians(other.Latitude) - Radians(Latitude));

    /// <summary>
    /// The great-circle distance in metres, by haversine (geohashGetDistance()). Sine, cosine and arcsine come from the
    /// platform's C library and differ in their last bits; so do the scores of STOREDIST.
    /// </summary>
    public double DistanceTo(GeoPoint other)
    {
        var (latitude, otherLatitude) = (Radians(Latitude), Radians(other.Latitude));
        var u = Math.Sin((otherLatitude - latitude) / 2);
        var v = Math.Sin((Radians(other.Longitude) - Radians(Longitude)) / 2);
        var a = (u * u) + (Math.Cos(latitude) * Math.Cos(otherLatitude) * v * v);

        // For antipodal points rounding could give more than 1, and the arcsine would be NaN.
        return 2 * EarthRadius * Math.Asin(Math.Sqrt(Math.Min(a, 1)));
    }
}
