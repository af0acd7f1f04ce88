using System.Globalization;
using FsCheck;
using FsCheck.Xunit;
using Tests.Scenarios.Data;

namespace Tests.Properties.Data;

/// <summary>Places come back from where they were put, and a search finds what is near.</summary>
[Properties(QuietOnSuccess = true)]
public sealed class GeoProperties
{
    [Property(MaxTest = 120)]
    public void APlaceComesBackWithinItsCell(int x, int y)
    {
        var (longitude, latitude) = Place(x, y);
        var executor = new TestExecutor();
        Assert.Equal(":1", executor.Do(Text($"GEOADD g {longitude} {latitude} m")));
        var words = executor.Do("GEOPOS g m").Split('\n');
        Assert.InRange(double.Parse(words[3], CultureInfo.InvariantCulture) - longitude, -360 / Math.Pow(2, 26),
            360 / Math.Pow(2, 26));
        Assert.InRange(double.Parse(words[5], CultureInfo.InvariantCulture) - latitude, -171 / Math.Pow(2, 26),
            171 / Math.Pow(2, 26));
    }

    [Property(MaxTest = 60)]
    public void ASearchFindsExactlyWhatIsNoFurtherThanItsRadius((int X, int Y)[] places, PositiveInt kilometres)
    {
        // Near the poles, and with radii of continents, the cells that 6.0.5 searches do not cover the circle.
        var radius = 1 + (kilometres.Get * 31 % 900);
        var executor = new TestExecutor();
        executor.Do("GEOADD g 10 20 middle");
        for (var i = 0; i < places.Length; i++)
        {
            executor.Do(Text(
                $"GEOADD g {10 + (places[i].X * 77 % 900 / 100d)} {20 + (places[i].Y * 91 % 900 / 100d)} m{i}"));
        }

        var near = Enumerable.Range(0, places.Length).Select(i => $"m{i}").Append("middle")
            .Where(member =>
            double.Parse(executor.Do($"GEODIST g middle {member} m").Split('\n')[1], CultureInfo.InvariantCulture)
            <= radius * 1000);
        var found = executor.Do(Text($"GEORADIUSBYMEMBER g middle {radius} km")).Split('\n').Where(
            line => line[0] == 'm');
        Assert.Equal(near.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Property(MaxTest = 60)]
    public void DistanceGoesBothWays(int x, int y, int a, int b)
    {
        var executor = new TestExecutor();
        var (one, other) = (Place(x, y), Place(a, b));
        executor.Do(Text($"GEOADD g {one.Longitude} {one.Latitude} one {other.Longitude} {other.Latitude} other"));
        Assert.Equal(executor.Do("GEODIST g one other km"), executor.Do("GEODIST g other one km"));
        Assert.Equal("$6\n0.0000", executor.Do("GEODIST g one one"));
    }

    /// <summary>FsCheck draws small numbers: they are spread over the map, two digits after the point.</summary>
    private static (double Longitude, double Latitude) Place(int x, int y) =>
        ((int)(unchecked((uint)x * 2654435761) % 36000) / 100d - 180,
        (int)(unchecked((uint)y * 2654435761) % 17000) / 100d - 85);

    private static string Text(FormattableString words) => words.ToString(CultureInfo.InvariantCulture);
}
