using System.Text.RegularExpressions;
using Sim.Plans;
using Spectre.Console;
using Spectre.Console.Testing;
using Tests.Scenarios.Report;

namespace Tests.Scenarios.Cli;

/// <summary>The output on a terminal; plain output has no colours and no updates in place.</summary>
public sealed partial class ScreenTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly TestConsole screen = new TestConsole().Interactive().Width(200);

    public void Dispose()
    {
        screen.Dispose();
        directory.Dispose();
    }

    [Fact]
    public void AnExplorationShowsATableThatGrows()
    {
        // Progress is shown several times a second, however slow the machine is.
        string[] line = ["explore", "--time", "1s", "--jobs", "1", "--out", directory.Path];
        var shown = Seeds().Count(CapturedTerminal.RunOnScreen(screen, line).Output);
        Assert.True(shown > 1, "no table but the last one");
        Assert.Equal(1, Seeds().Count(CapturedTerminal.Run(line).Output));
    }

    [Fact]
    public void TheBarsOfAReplayHaveColours()
    {
        File.WriteAllText(directory["plan.json"], PlanFile.Write(Drawn.Broken));
        string[] line = ["replay", directory["plan.json"], "--inevitable", "--branches", "1"];
        var plain = CapturedTerminal.Run(line).Output;
        Assert.Equal(plain, CapturedTerminal.RunOnScreen(screen, line).Output);
        using var coloured = new TestConsole();
        _ = coloured.Width(200).Colors(ColorSystem.Standard).EmitAnsiSequences();
        var shown = CapturedTerminal.RunOnScreen(coloured, line).Output;
        Assert.Contains("\e[91m#################### 100 %", shown, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', plain);
    }

    [GeneratedRegex(@"(?m)seeds {2,}[0-9,]+ *\r?$")]
    private static partial Regex Seeds();
}
