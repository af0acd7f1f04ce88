namespace Tests.Scenarios.Report;

/// <summary>The page in a browser, after its scripts have run.</summary>
public sealed class BrowserTests
{
    /// <summary>The test presses keys and measures the layout.</summary>
    private const string Probe = """
        <script>
          const where = () => document.getElementById('where').textContent;
          const first = where();
          document.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft' }));
          document.body.dataset.moved = where() !== first;
          document.dispatchEvent(new KeyboardEvent('keydown', { key: 'v' }));
          document.body.dataset.back = where() === first;
          document.body.dataset.fits = document.documentElement.scrollWidth <= innerWidth;
          const edge = document.getElementById('lanes').getBoundingClientRect().left;
          document.body.dataset.cut = [...document.querySelectorAll('#lanes svg > text:not([class])')].some(label => {
            const box = label.getBoundingClientRect();
            return box.left < edge && box.right > edge + 1;
          });
        </script>
        """;

    [BrowserFact]
    public void AViolationIsInTheDocumentAndNothingComplains()
    {
        var shown = Browser.Open(
            Drawn.Page(Drawn.Broken).Text.Replace("</body>", Probe + "</body>", StringComparison.Ordinal));
        Assert.Empty(shown.Complaints);
        Assert.Contains("<div id=\"errors\" role=\"alert\"></div>", shown.Document, StringComparison.Ordinal);
        Assert.Contains(
            "<p id=\"verdict\" class=\"broken\">BROKEN: Writes are gone", shown.Document, StringComparison.Ordinal);
        Assert.Contains("GONE, promised", shown.Document, StringComparison.Ordinal);
        Assert.Contains(
            "data-ready=\"yes\" data-moved=\"true\" data-back=\"true\" data-fits=\"true\" data-cut=\"false\"",
            shown.Document, StringComparison.Ordinal);
        Assert.DoesNotContain("<title>taken</title>", shown.Document, StringComparison.Ordinal);
    }

    [BrowserFact(IsLong = true)]
    public void ASoundRunIsShownTooAndABrokenPageIsSeenToBeOne()
    {
        var sound = Drawn.Page(Drawn.Sound).Text;
        var shown = Browser.Open(
            sound.Replace("</body>", "<script>throw new Error('planted')</script></body>", StringComparison.Ordinal));
        Assert.Contains("<p id=\"verdict\" class=\"kept\">All promised writes came back.", shown.Document,
            StringComparison.Ordinal);
        Assert.Contains("planted", Assert.Single(shown.Complaints), StringComparison.Ordinal);
        Assert.Matches("<div id=\"errors\" role=\"alert\">.*planted", shown.Document);
    }
}
