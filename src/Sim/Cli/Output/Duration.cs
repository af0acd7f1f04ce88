using System.Globalization;

namespace Sim.Cli.Output;

/// <summary>A duration on the command line: a whole number and a unit, as in 30s, 2m, 500ms or 1h.</summary>
public static class Duration
{
    /// <summary>The maximum duration; it also prevents overflow.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    private static readonly (string Unit, long Ms)[] Units = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)];

    /// <summary>Reads a duration. False when the text is not one, or is zero or longer than a year.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits <= 0
            || !long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return false;
        }

        foreach (var (unit, ms) in Units)
        {
            if (text.AsSpan(digits).SequenceEqual(unit) && count >= 1 && count <= Longest.TotalMilliseconds / ms)
            {
                duration = TimeSpan.FromMilliseconds(count * ms);
                return true;
            }
        }

        return false;
    }

    /// <summary>A duration for a person: two units at most, such as "3d 4h", "2m 5s", "1.250 s" or "17 ms".</summary>
    public static string Words(TimeSpan duration)
    {
        var culture = CultureInfo.InvariantCulture;
        return duration switch
        {
            { TotalDays: >= 1 } => string.Create(culture, $"{(long)duration.TotalDays}d {duration.Hours}h"),
            { TotalHours: >= 1 } => string.Create(culture, $"{duration.Hours}h {duration.Minutes}m"),
            { TotalMinutes: >= 1 } => string.Create(culture, $"{duration.Minutes}m {duration.Seconds}s"),
            { TotalSeconds: >= 1 } => string.Create(culture, $"{duration.Seconds}.{duration.Milliseconds:000} s"),
            _ => string.Create(culture, $"{duration.Milliseconds} ms"),
        };
    }
}
