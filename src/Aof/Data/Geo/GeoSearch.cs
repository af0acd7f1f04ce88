using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Aof.Data.Geo;

/// <summary>A place that a search has found.</summary>
/// <param name="Member">The member of the sorted set.</param>
/// <param name="Score">Its score.</param>
/// <param name="Place">The place.</param>
/// <param name="Distance">The distance from the centre, in metres.</param>
internal readonly record struct GeoFound(Bytes Member, double Score, GeoPoint Place, double Distance);

/// <summary>
/// Finds the places within a radius in metres. It searches cells so large that nine cover the circle, each as a range
/// of scores. Results are ordered by cell, then by score.
/// </summary>
internal static class GeoSearch
{
    /// <summary>Half the width of the Mercator projection, in metres, a few kept back.</summary>
    private const double MaxRadius = 20037726.37;

    /// <summary>Redis's order of the centre cell and its neighbours, as steps east and north.</summary>
    private static readonly (int East,
        int North)[] Around = [(0, 0), (0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1)];

    /// <summary>
    /// All places of a sorted set within the radius. Empty when the centre, which may come from any score, is not a
    /// valid place.
    /// </summary>
    public static List<GeoFound> Within(SortedSetValue set, GeoPoint middle, double radius) =>
        Find(set, middle, radius, static (_, _) => true);

    /// <summary>All places in a box of this width and height in metres around a place.</summary>
    public static List<GeoFound> Within(SortedSetValue set, GeoPoint middle, double width, double height) =>
        Find(set, middle, Math.Sqrt((width / 2 * (width / 2)) + (height / 2 * (height / 2))),
            (from, place) => from.LatitudeDistanceTo(place) <= height / 2
                && place.DistanceTo(place with { Longitude = from.Longitude }) <= width / 2);

    private static List<GeoFound> Find(
        SortedSetValue set, GeoPoint middle, double radius, Func<GeoPoint, GeoPoint, bool> isInside)
    {
        var found = new List<GeoFound>();
        foreach (var cell in middle.IsValid ? Cells(middle, radius) : [])
        {
            var (start, count) = new ScoreRange(
                cell.Score, LowExcluded: false, cell.ScoreBehind, HighExcluded: true).Of(set);
            for (var i = start; i < start + count; i++)
            {
                var (member, score) = set.Order[i];
                var place = GeoHash.OfScore(score).Center;
                var distance = middle.DistanceTo(place);
                if (distance <= radius && isInside(middle, place))
                {
                    found.Add(new GeoFound(member, score, place, distance));
                }
            }
        }

        return found;
    }

    /// <summary>
    /// The cells to search (geohashGetAreasByRadius()). Where few cells cover the earth, consecutive duplicates are
    /// skipped.
    /// </summary>
    private static IEnumerable<GeoHash> Cells(GeoPoint middle, double radius)
    {
        var cell = GeoHash.Of(middle, Steps(middle, radius));
        if (cell.Steps > 1 && !NeighboursReach(cell, middle, radius))
        {
            cell = GeoHash.Of(middle, cell.Steps - 1);
        }

        GeoHash? last = null;
        foreach (var (east, north) in Around)
        {
            var next = cell.Neighbour(east, north);
            if ((cell.Steps >= 2 && IsUseless(cell, middle, radius, east, north)) || next == last)
            {
                continue;
            }

            last = (east, north) == (0, 0) ? null : next;
            yield return next;
        }
    }

    /// <summary>The steps of the cells, by radius, fewer near the poles (geohashEstimateStepsByRadius()).</summary>
    private static int Steps(GeoPoint middle, double radius)
    {
        if (radius == 0)
        {
            return GeoHash.MaxSteps;
        }

        var steps = -1;
        for (; radius < MaxRadius; radius *= 2)
        {
            steps++;
        }

        steps -= Math.Abs(middle.Latitude) switch { > 80 => 2, > 66 => 1, _ => 0 };
        return Math.Clamp(steps, 1, GeoHash.MaxSteps);
    }

    private static bool NeighboursReach(GeoHash cell, GeoPoint middle, double radius) =>
        middle.DistanceTo(middle with { Latitude = cell.Neighbour(0, 1).Latitudes.High }) >= radius
        && middle.DistanceTo(middle with { Latitude = cell.Neighbour(0, -1).Latitudes.Low }) >= radius
        && middle.DistanceTo(middle with { Longitude = cell.Neighbour(1, 0).Longitudes.High }) >= radius
        && middle.DistanceTo(middle with { Longitude = cell.Neighbour(-1, 0).Longitudes.Low }) >= radius;

    /// <summary>The centre cell extends beyond the circle on this side, so its neighbour there is not needed.</summary>
    private static bool IsUseless(GeoHash cell, GeoPoint middle, double radius, int east, int north)
    {
        var height = GeoPoint.Degrees(radius / GeoPoint.EarthRadius);
        var width = GeoPoint.Degrees(radius / GeoPoint.EarthRadius / Math.Cos(GeoPoint.Radians(middle.Latitude)));
        var (longitudes, latitudes) = (cell.Longitudes, cell.Latitudes);
        return (north < 0 && latitudes.Low < middle.Latitude - height)
            || (north > 0 && latitudes.High > middle.Latitude + height)
            || (east < 0 && longitudes.Low < middle.Longitude - width)
            || (east > 0 && longitudes.High > middle.Longitude + width);
    }
}
