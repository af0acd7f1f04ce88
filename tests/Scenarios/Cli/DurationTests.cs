using Sim.Cli.Output;

namespace Tests.Scenarios.Cli;

public sealed class DurationTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("30s", 30_000)]
    [InlineData("2m", 120_000)]
    [InlineData("1h", 3_600_000)]
    public void ALengthOfTimeIsANumberAndAUnit(string text, long ms)
    {
        Assert.True(Duration.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromMilliseconds(ms), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1.5s")]
    [InlineData("1 s")]
    [InlineData("0s")]
    [InlineData("1d")]
    [InlineData("8761h")]
    [InlineData("9223372036854775807h")]
    [InlineData("99999999999999999999s")]
    public void AnythingElseIsNot(string text) => Assert.False(Duration.TryParse(text, out _));

    [Theory]
    [InlineData(17, "17 ms")]
    [InlineData(1250, "1.250 s")]
    [InlineData(125_000, "2m 5s")]
    [InlineData(3_660_000, "1h 1m")]
    [InlineData(97_200_000, "1d 3h")]
    public void ALengthOfTimeIsToldInTwoUnitsAtMost(long ms, string words) =>
        Assert.Equal(words, Duration.Words(TimeSpan.FromMilliseconds(ms)));
}
