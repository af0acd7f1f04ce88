using System.Globalization;
using Sim.Machine.Random;

namespace Sim.Machine.CrashTesting.Plans;

/// <summary>
/// The choices of one life that were not the usual ones. See <see cref="TurnChoices"/>. In a token "4,1:9.2/none" are
/// those of two lives: in the first one another option at the fourth choice of lane 0, and the second other one at the
/// ninth of lane 1.
/// </summary>
internal sealed record LifeTurns(IReadOnlyList<Departure> Order, IReadOnlyList<Departure> Kills)
{
    private const string None = "none";

    /// <summary>The usual choices throughout.</summary>
    public static LifeTurns Usual { get; } = new([], []);

    /// <summary>The choices as they were made.</summary>
    public static LifeTurns Of(TurnChoices made) => new([.. made.Order.Departures], [.. made.Kills.Departures]);

    /// <summary>The departures of each life, as text.</summary>
    public static string Text(IEnumerable<IReadOnlyList<Departure>> lives) => string.Join('/', lives.Select(
        life => life.Count == 0 ? None : string.Join(',', life.Select(one =>
            (one.Lane == 0 ? "" : Invariant($"{one.Lane}:"))
            + (one.Chosen == 1 ? Invariant($"{one.At}") : Invariant($"{one.At}.{one.Chosen}"))))));

    /// <summary>Reads what <see cref="Text"/> wrote; null when it is none.</summary>
    public static IReadOnlyList<IReadOnlyList<Departure>>? Parse(string text)
    {
        var lives = text.Split('/').Select(
            life => life == None ? [] : life.Split(',').Select(DepartureOf).ToList()).ToList();
        return lives.Exists(life => life.Contains(null))
            ? null
            : [.. lives.Select(life => life.Select(one => one!.Value).ToList())];
    }

    private static Departure? DepartureOf(string text)
    {
        var lanes = text.Split(':');
        var parts = lanes[^1].Split('.');
        return lanes.Length <= 2 && parts.Length <= 2 && TryNumber(parts[0], out var at)
            && TryNumber(lanes.Length == 1 ? "0" : lanes[0], out var lane)
            && TryNumber(parts.Length == 1 ? "1" : parts[1], out var chosen)
            ? new Departure(lane, at, chosen)
            : null;
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
