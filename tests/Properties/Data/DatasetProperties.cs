using Aof.Data.Primitives;
using FsCheck.Xunit;
using Tests.Properties.Given;

namespace Tests.Properties.Data;

/// <summary>Equality, fingerprint, difference in words and digest agree on what a dataset is.</summary>
[Properties(Arbitrary = [typeof(Datasets)], QuietOnSuccess = true)]
public sealed class DatasetProperties
{
    [Property(MaxTest = 120)]
    public void TheOrderOfBuildingDoesNotShow(GivenDataset dataset, int seed)
    {
        var (one, other) = (dataset.Build(), dataset.Shuffled(seed).Build());
        Assert.True(one.ContentEquals(other) && other.ContentEquals(one));
        Assert.Equal(one.Fingerprint(), other.Fingerprint());
        Assert.Equal(one.Digest(), other.Digest());
        Same.Content(one, other, "one", "the other");
    }

    [Property(MaxTest = 72)]
    public void EverySingleDifferenceIsSeenByAll(GivenDataset dataset)
    {
        var given = dataset.Build();
        foreach (var (what, changed) in Difference.All(dataset))
        {
            var other = changed.Build();
            Assert.False(given.ContentEquals(other), what);
            Assert.False(other.ContentEquals(given), what);
            Assert.True(given.Fingerprint() != other.Fingerprint(), $"{what}: one fingerprint");
            var words = given.FirstDifference(other, "one", "the other");
            Assert.True(words is { Length: > 20 }, $"{what}: {words}");
            Assert.True((given.Digest() != other.Digest()) == Difference.IsDigested(what), $"{what}: digest");
        }
    }

    [Property(MaxTest = 150)]
    public void TheDigestIsThatOfTheModel(GivenDataset dataset) =>
        Assert.Equal(DigestModel.Of(dataset), dataset.Build().Digest());

    [Property(MaxTest = 1200)]
    public void ScoresPrintAsCPrintsThemAndReadBackToTheBit(long bits)
    {
        foreach (var value in Neighbours(bits))
        {
            var text = DoubleText.Format17(value);
            Assert.Equal(ExactDecimal.Print17(value), text);
            Assert.True(DoubleText.TryParse(Bytes.Of(text).Span, out var read), text);
            Assert.Equal(BitConverter.DoubleToUInt64Bits(value), BitConverter.DoubleToUInt64Bits(read));
        }
    }

    /// <summary>
    /// FsCheck draws small numbers: as bits, as a whole number, and as a power of ten with those next to it.
    /// </summary>
    private static IEnumerable<double> Neighbours(long bits)
    {
        var spread = BitConverter.Int64BitsToDouble((bits * unchecked((long)0x9E37_79B9_7F4A_7C15)) ^ (bits << 40));
        var power = Math.Pow(10, bits % 320);
        return ((double[])[spread, bits, bits / 8.0, power, Math.BitIncrement(power), Math.BitDecrement(power)]).Where(
            value => !double.IsNaN(value));
    }
}
