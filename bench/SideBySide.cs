using System.Globalization;

namespace Bench;

/// <summary>
/// One piece of work measured beside another that somebody else has written, on the same machine and in turns. What
/// counts is the ratio: seconds differ from machine to machine.
/// </summary>
internal abstract class SideBySide : Measurement
{
    private const int Rounds = 7;

    /// <summary>What the ratio is to be.</summary>
    protected virtual Wanted Wanted => Wanted.Nothing;

    /// <summary>The work in words.</summary>
    protected abstract string What { get; }

    /// <summary>How many bytes go through it, so that their rate can be told; 0 when that says nothing.</summary>
    protected virtual long Length => 0;

    /// <summary>Takes turns, after one round to warm up, and tells the medians and the spread of the ratio.</summary>
    public override IEnumerable<Row> Take()
    {
        SetUp();
        try
        {
            // Each side goes first every other time: what the one leaves in the caches is not always the other's.
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

    /// <summary>Before the first round.</summary>
    protected virtual void SetUp()
    {
    }

    /// <summary>After the last.</summary>
    protected virtual void TearDown()
    {
    }

    /// <summary>Does the work of this project once and gives the seconds it took.</summary>
    protected abstract double OursSeconds();

    /// <summary>Does the other's work once and gives the seconds it took.</summary>
    protected abstract double BesideSeconds();

    /// <summary>How a side's seconds are told.</summary>
    protected virtual string Text(double seconds) => Length == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e3:N2} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e3:N0} ms, {Length / seconds / 1e6:N0} MB/s");

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
