namespace Sim.Machine.Random;

/// <summary>A choice that is not the usual one.</summary>
/// <param name="At">The number of the choice in its run, from 1.</param>
/// <param name="Chosen">What was chosen, from 1. The usual choice is 0.</param>
internal readonly record struct Departure(int At, int Chosen);

/// <summary>
/// The choices of a run, of which 0 is always the usual one. Chance makes them, or a list names those that are not
/// usual. The departures that were made give the same run again.
/// </summary>
internal sealed class Choices
{
    private readonly Prng? chance;
    private readonly IReadOnlyList<Departure> written = [];
    private readonly List<Departure> departures = [];
    private int next;

    /// <summary>Choices by chance.</summary>
    public Choices(Prng chance) => this.chance = chance;

    /// <summary>The usual choices, except for these departures, in the order of their numbers.</summary>
    public Choices(IReadOnlyList<Departure> written) => this.written = written;

    /// <summary>The number of choices so far.</summary>
    public int Made { get; private set; }

    /// <summary>The largest number of options at one of them.</summary>
    public int MaxOptions { get; private set; }

    /// <summary>The choices so far that were not the usual one.</summary>
    public IReadOnlyList<Departure> Departures => departures;

    /// <summary>Chooses one of so many options, each with the same chance. With one there is no choice.</summary>
    public int Choose(int options) => options == 1 ? 0 : Choose(options, stream => stream.Below(options));

    /// <summary>Chooses yes with this chance; no is usual.</summary>
    public bool ChooseYes(Ratio likely) => Choose(options: 2, stream => stream.Chance(likely) ? 1 : 0) == 1;

    private int Choose(int options, Func<Prng, int> draw)
    {
        Made++;
        MaxOptions = Math.Max(MaxOptions, options);
        var chosen = chance is null ? Written(options) : draw(chance);
        if (chosen != 0)
        {
            departures.Add(new Departure(Made, chosen));
        }

        return chosen;
    }

    /// <summary>A departure to what is no option here is none.</summary>
    private int Written(int options)
    {
        while (next < written.Count && written[next].At < Made)
        {
            next++;
        }

        return next < written.Count && written[next].At == Made && written[next].Chosen < options
            ? written[next].Chosen
            : 0;
    }
}

/// <summary>The choices of a life with tasks or several processes.</summary>
/// <param name="Order">Who goes on; usual is first come, first served.</param>
/// <param name="Kills">Whether the process that makes a call is killed.</param>
internal sealed record TurnChoices(Choices Order, Choices Kills)
{
    /// <summary>The usual choices throughout.</summary>
    public static TurnChoices Usual => new(new Choices([]), new Choices([]));
}
