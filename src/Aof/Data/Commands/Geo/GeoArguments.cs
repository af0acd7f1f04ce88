using Aof.Data.Execution;
using Aof.Data.Geo;
using Aof.Data.Primitives;
using Aof.KnownDefects;

namespace Aof.Data.Commands.Geo;

/// <summary>
/// Common arguments and replies of the GEO commands (geo.c of Redis). A failing method has sent the error reply.
/// </summary>
internal static class GeoArguments
{
    /// <summary>A longitude and a latitude, in degrees.</summary>
    public static bool TryPoint(Call call, Bytes longitude, Bytes latitude, out GeoPoint point)
    {
        point = default;
        if (!DoubleText.TryParse(longitude.Span, out var x) || !DoubleText.TryParse(latitude.Span, out var y))
        {
            call.Reply.Error(Errors.NotAFloat);
            return false;
        }

        point = new GeoPoint(x, y);
        if (!point.IsValid)
        {
            call.Reply.Error(
                $"ERR invalid longitude,latitude pair {DoubleText.FormatFixed(x, 6)},{DoubleText.FormatFixed(y, 6)}");
        }

        return point.IsValid;
    }

    /// <summary>The metres of a unit; until 6.0 only in small letters.</summary>
    public static bool TryUnit(Call call, Bytes unit, out double metres)
    {
        var name = unit.ToLatin1();
        metres = (call.Is7 ? name.ToLowerInvariant() : name) switch
        {
            "m" => 1,
            "km" => 1000,
            "ft" => 0.3048,
            "mi" => 1609.34,
            _ => 0,
        };
        if (metres == 0)
        {
            const string Units = "m, km, ft, mi";
            call.Reply.Error(
                $"ERR unsupported unit provided. please use {(call.Is7 ? Units.ToUpperInvariant() : Units)}");
        }

        return metres > 0;
    }

    /// <summary>A radius in metres, and the metres of its unit.</summary>
    public static bool TryRadius(Call call, Bytes number, Bytes unit, out double radius, out double metres)
    {
        metres = 0;
        var numeric = DoubleText.TryParse(number.Span, out radius);
        if (!numeric || radius < 0)
        {
            call.Reply.Error(numeric ? "ERR radius cannot be negative" : "ERR need numeric radius");
            return false;
        }

        var valid = TryUnit(call, unit, out metres);
        radius *= metres;
        return valid;
    }

    /// <summary>A width, a height and their unit (Redis 6.2), in metres.</summary>
    public static bool TryBox(
        Call call, ReadOnlySpan<Bytes> sizes, out (double Width, double Height) box, out double metres)
    {
        (box, metres) = (default, 0);
        var error = !DoubleText.TryParse(sizes[0].Span, out box.Width) ? "ERR need numeric width"
            : !DoubleText.TryParse(sizes[1].Span, out box.Height) ? "ERR need numeric height"
            : box.Width < 0 || box.Height < 0 ? "ERR height or width cannot be negative"
            : null;
        if (error is not null)
        {
            call.Reply.Error(error);
            return false;
        }

        var valid = TryUnit(call, sizes[2], out metres);
        box = (box.Width * metres, box.Height * metres);
        return valid;
    }

    /// <summary>A longitude and a latitude, with up to 17 digits behind the point.</summary>
    public static void Answer(Call call, GeoPoint point)
    {
        call.Reply.Array(2);
        Coordinate(call, point.Longitude);
        Coordinate(call, point.Latitude);
    }

    private static void Coordinate(Call call, double value)
    {
        if (call.Data.Dialect >= Dialect.Redis8)
        {
            call.ReplyDouble(value);
        }
        else
        {
            call.Reply.Bulk(Bytes.Of(DoubleText.FormatHuman(value)));
        }
    }

    /// <summary>A distance, with four digits behind the point.</summary>
    public static void Answer(Reply reply, double distance) =>
        reply.Bulk(Bytes.Of(DoubleText.FormatFixed(distance, 4)));
}
