using Sim.Cli.Options;

namespace Tests.Scenarios.Cli;

public sealed class SeedRangeTests
{
    [Theory]
    [InlineData("1..200", 1, 200, 200)]
    [InlineData("7", 7, 7, 1)]
    [InlineData("0..0", 0, 0, 1)]
    [InlineData("18446744073709551615", ulong.MaxValue, ulong.MaxValue, 1)]
    public void BothEndsBelongToTheRange(string text, ulong first, ulong last, ulong count)
    {
        Assert.True(SeedRange.TryParse(text, out var range));
        Assert.Equal((first, last, count), (range.First, range.Last, range.Count));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("1..")]
    [InlineData("..5")]
    [InlineData("5..1")]
    [InlineData("-1")]
    [InlineData("1...5")]
    [InlineData("0x10")]
    [InlineData("0..18446744073709551615")]
    [InlineData("18446744073709551616")]
    public void AnythingElseIsNot(string text) => Assert.False(SeedRange.TryParse(text, out _));
}
