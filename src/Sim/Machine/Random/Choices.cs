namespace Sim.Machine.Random;

/// <summary>A choice that is not the usual one.</summary>
/// <param name="Lane">Who chose: each counts its own choices, so that they keep their numbers without others.</param>
/// <param name="At">The number of the choice in its lane, from 1.</param>
/// <param name="Chosen">What was chosen, from 1. The usual choice is 0.</param>
internal readonly record struct Departure(int Lane, int At, int Chosen);

/// <summary>
/// The choices of a run, of which 0 is always the usual one. Chance makes them, or a list names those that are not
/// usual. The departures that were made give the same run again.
/// </summary>
internal sealed class Choices
{
    /// <summary>In an order that is mostly usual, other mistakes show, and a failure is easy to read.</summary>
    private static readonly Ratio[] Departs = [Ratio.Always, new(1, 4), new(1, 16)];

    private readonly Prng? chance;
    private readonly IReadOnlyList<Departure> written = [];
    private readonly List<Departure> departures = [];
    private readonly List<int> made = [];
    private readonly Ratio departs;

    /// <summary>Choices by chance. How often they leave the usual order is by chance, too.</summary>
    public Choices(Prng chance) => (this.chance, departs) = (chance, chance.Pick(Departs));

    /// <summary>The usual choices, except for these departures.</summary>
    public Choices(IReadOnlyList<Departure> written) => this.written = written;

    /// <summary>The number of choices so far in each lane.</summary>
    public IReadOnlyList<int> Made => made;

    /// <summary>The largest number of options at one of them.</summary>
    public int MaxOptions { get; private set; }

    /// <summary>The choices so far that were not the usual one, in their order.</summary>
    public IReadOnlyList<Departure> Departures => departures;

    /// <summary>Chooses one of so many options. With one there is no choice.</summary>
    public int Choose(int lane, int options) => options == 1
        ? 0
        : Choose(lane, options, stream => stream.Chance(departs) ? stream.Below(options) : 0);

    /// <summary>Chooses yes with this chance; no is usual.</summary>
    public bool ChooseYes(int lane, Ratio likely) =>
        Choose(lane, options: 2, stream => stream.Chance(likely) ? 1 : 0) == 1;

    private int Choose(int lane, int options, Func<Prng, int> draw)
    {
        while (made.Count <= lane)
        {
            made.Add(0);
        }

        var at = ++made[lane];
        MaxOptions = Math.Max(MaxOptions, options);
        var chosen = chance is null ? Written(lane, at, options) : draw(chance);
        if (chosen != 0)
        {
            departures.Add(new Departure(lane, at, chosen));
        }

        return chosen;
    }

    /// <summary>A departure to more than there is here is one to the last option.</summary>
    private int Written(int lane, int at, int options) => Math.Min(options - 1, written.FirstOrDefault(
        departure => departure.Lane == lane && departure.At == at).Chosen);
}

/// <summary>The choices of a life with tasks or several processes.</summary>
/// <param name="Order">Who goes on; usual is first come, first served.</param>
/// <param name="Kills">Whether the process that makes a call is killed.</param>
internal sealed record TurnChoices(Choices Order, Choices Kills)
{
    /// <summary>The usual choices throughout.</summary>
    public static TurnChoices Usual => new(new Choices([]), new Choices([]));
}
