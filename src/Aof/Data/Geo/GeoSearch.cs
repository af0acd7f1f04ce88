using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Aof.Data.Geo;

/// <summary>A place that a search has found.</summary>
/// <param name="Member">The member of the sorted set.</param>
/// <param name="Score">Its score.</param>
/// <param name="Place">Where it is.</param>
/// <param name="Distance">How far from the middle of the search, in metres.</param>
internal readonly record struct GeoFound(Bytes Member, double Score, GeoPoint Place, double Distance);

/// <summary>
/// The places within a radius, in metres, around a middle: cells large enough that nine of them cover the circle are
/// searched, each one range of scores. What comes out first is decided by the order of the cells, then by the score.
/// </summary>
internal static class GeoSearch
{
    /// <summary>Half the width of the Mercator projection, in metres, a few kept back.</summary>
    private const double LargestRadius = 20037726.37;

    /// <summary>The order in which Redis looks at the cell of the middle and those around it, as steps east and north.</summary>
    private static readonly (int East, int North)[] Around = [(0, 0), (0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1)];

    /// <summary>Every place of a sorted set within the radius. Nothing when the middle, which may come from any score, is not on the map.</summary>
    public static List<GeoFound> Within(SortedSetValue set, GeoPoint middle, double radius)
    {
        var found = new List<GeoFound>();
        foreach (var cell in middle.IsValid ? Cells(middle, radius) : [])
        {
            var (start, count) = new ScoreRange(cell.Score, LowExcluded: false, cell.ScoreBehind, HighExcluded: true).Of(set);
            for (var i = start; i < start + count; i++)
            {
                var (member, score) = set.Order[i];
                var place = GeoHash.OfScore(score).Center;
                var distance = middle.DistanceTo(place);
                if (distance <= radius)
                {
                    found.Add(new GeoFound(member, score, place, distance));
                }
            }
        }

        return found;
    }

    /// <summary>The cells to search (geohashGetAreasByRadius()). A cell that would come twice in a row, where few cells cover the earth, comes once.</summary>
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

    /// <summary>How fine the cells may be, by the radius alone, and coarser near the poles (geohashEstimateStepsByRadius()).</summary>
    private static int Steps(GeoPoint middle, double radius)
    {
        if (radius == 0)
        {
            return GeoHash.MaxSteps;
        }

        var steps = -1;
        for (; radius < LargestRadius; radius *= 2)
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

    /// <summary>The cell of the middle itself reaches beyond the circle on that side: its neighbour there holds nothing of it.</summary>
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
