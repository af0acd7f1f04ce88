namespace Tests.Scenarios.Cli;

/// <summary>A run that Ctrl-C ends says so and returns 130, whichever verb it is.</summary>
public sealed class InterruptTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData("explore --time 1h")]
    [InlineData("explore --time 1h --json --every-path")]
    [InlineData("census")]
    [InlineData("matrix")]
    [InlineData("matrix --second")]
    [InlineData("sensitivity")]
    [InlineData("versions")]
    public void AnInterruptedRunSaysSoAndReturns130(string line)
    {
        var words = line.Split(' ');
        string[] place = words[0] is "explore" or "versions" ? ["--out", directory.Path] : [];
        var told = CapturedTerminal.Run(new CancellationToken(canceled: true), [.. words, .. place]);
        Assert.Equal(130, told.ExitCode);
        Assert.Matches(@"^sim: interrupted after [0-9.]+ m?s\n$", told.Error);
    }
}
