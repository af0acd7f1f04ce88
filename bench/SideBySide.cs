
namespace Bench;

/// <summary>
/// One piece of work measured beside another implementation of it, alternately on the same machine. The ratio counts,
/// because seconds differ between machines.
/// </summary>
internal abstract class SideBySide : Measurement
{
    private const int Rounds = 7;

    /// <summary>The bounds of the ratio.</summary>
    protected virtual Wanted Wanted => Wanted.Nothing;

    /// <summary>The name of the work in the table.</summary>
    protected abstract string What { get; }

    /// <summary>The bytes that the work processes, for a rate; 0 when a rate has no meaning.</summary>
    protected virtual long Length => 0;

    /// <summary>Runs both sides alternately after a warm-up round; returns the medians and the spread.</summary>
    public override IEnumerable<Row> Take()
    {
        SetUp();
        try
        {
            // The sides alternate in going first, so that both benefit equally from warm caches.
            _ = (OursSeconds(), BesideSeconds());
            var rounds = Enumerable.Range(0, Rounds).Select(Round).ToList();
            var ratios = rounds.ConvertAll(round => round.Ours / round.Beside);
            return [new Row(What, Text(Median(rounds.Select(round => round.Ours))),
                Text(Median(rounds.Select(round => round.Beside))), Median(ratios), Span.Of(ratios), Wanted)];
        }
        finally
        {
            TearDown();
        }
    }

    /// <summary>Runs before the first round.</summary>
    protected virtual void SetUp()
    {
    }

    /// <summary>Runs after the last round.</summary>
    protected virtual void TearDown()
    {
    }

    /// <summary>Runs this project's work once; returns its seconds.</summary>
    protected abstract double OursSeconds();

    /// <summary>Runs the other implementation's work once; returns its seconds.</summary>
    protected abstract double BesideSeconds();

    /// <summary>The text for the seconds of a side.</summary>
    protected virtual string Text(double seconds) => Length == 0
        ? Invariant($"{seconds * 1e3:N2} ms")
        : Invariant($"{seconds * 1e3:N0} ms, {Length / seconds / 1e6:N0} MB/s");

    private (double Ours, double Beside) Round(int number)
    {
        if (number % 2 == 0)
        {
            var ours = OursSeconds();
            return (ours, BesideSeconds());
        }

        var beside = BesideSeconds();
        return (OursSeconds(), beside);
    }
}
