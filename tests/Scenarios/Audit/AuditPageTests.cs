using Tests.Scenarios.Cli;
using Tests.Scenarios.Report;

namespace Tests.Scenarios.Audit;

/// <summary>The page that an audit writes beside its failures.</summary>
public sealed class AuditPageTests : IDisposable
{
    private const string Probe =
        "<script>document.body.dataset.fits = document.documentElement.scrollWidth <= innerWidth;</script></body>";

    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [BrowserFact(IsLong = true)]
    public void AFailureIsOnThePageAndNothingComplains()
    {
        var shown = Browser.Open(
            Page("walstore.rec", code: 1).Replace("</body>", Probe, StringComparison.Ordinal));
        Assert.Empty(shown.Complaints);
        Assert.Contains("<div id=\"errors\" role=\"alert\"></div>", shown.Document, StringComparison.Ordinal);
        Assert.Contains("<h2 class=\"lost\">LOST<small>on btrfs; crash states: ", shown.Document,
            StringComparison.Ordinal);
        Assert.Matches("<p class=\"needed\">needed: change [0-9]+, rename of store.snapshot.new to store.snapshot, "
            + "durable before change", shown.Document);
        Assert.Matches("<code>dotnet run .* audit crash .*walstore.rec --at [0-9]+ --disk btrfs", shown.Document);
        Assert.Contains("data-ready=\"yes\" data-fits=\"true\"", shown.Document, StringComparison.Ordinal);
    }

    [Fact]
    public void AnAuditWithoutAFailureHasAPlainPage()
    {
        var page = Page("walstore-fixed.rec", code: 0);
        Assert.Contains("\"summary\":\"every promise was kept\"", page, StringComparison.Ordinal);
        Assert.Contains("\"failures\":[]", page, StringComparison.Ordinal);
    }

    private string Page(string record, int code)
    {
        var run = CapturedTerminal.Run(
            "audit", "check", KeptRecords.PathOf(record), "--disk", "btrfs", "--recoveries", "0", "--images", "8",
            "--out", directory["out"], "--serve", $"dotnet {AuditProcess.Program("WalStore")} --recover");
        Assert.True(run.ExitCode == code, run.Output);
        Assert.Contains(Path.Combine(directory["out"], "report.html"), run.Output, StringComparison.Ordinal);
        return File.ReadAllText(directory["out/report.html"]);
    }
}
