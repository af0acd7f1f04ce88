using System.Diagnostics;

namespace Tests.Scenarios.Report;

/// <summary>A page in headless Chromium: the document after its scripts have run, and the console's messages.</summary>
internal sealed record Browser(string Document, IReadOnlyList<string> Complaints)
{
    private const int PatienceMs = 90_000;

    private static readonly string[] Names = ["chromium", "google-chrome", "chromium-browser"];

    /// <summary>The browser's path: from CHROMIUM, or from the PATH; null when there is none.</summary>
    public static string? Program { get; } =
        Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named ? named : OnPath();

    /// <summary>Opens a page in a window of 1280 by 800.</summary>
    public static Browser Open(string page)
    {
        var folder = Directory.CreateTempSubdirectory("sim-page-");
        var path = Path.Combine(folder.FullName, "page.html");
        File.WriteAllText(path, page);
        var start = new ProcessStartInfo(Program ?? "chromium")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])[
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--window-size=1280,800", "--user-data-dir=" + Path.Combine(folder.FullName, "profile"),
            "--enable-logging=stderr", "--virtual-time-budget=5000", "--dump-dom", new Uri(path).AbsoluteUri])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var console = process.StandardError.ReadToEndAsync();
        var document = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(PatienceMs))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail("the browser did not come to an end");
        }

        Remove(folder);
        return new Browser(document.Result,
            [.. console.Result.Split('\n').Where(line => line.Contains(":CONSOLE", StringComparison.Ordinal))]);
    }

    /// <summary>Child processes of the browser may write to its profile for a moment longer.</summary>
    private static void Remove(DirectoryInfo folder)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                folder.Delete(recursive: true);
                return;
            }
            catch (IOException) when (tries < 50)
            {
                Thread.Sleep(100);
            }
        }
    }

    private static string? OnPath() =>
        (from name in Names
         from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(
         Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
         where File.Exists(Path.Combine(folder, name))
         select Path.Combine(folder, name)).FirstOrDefault();
}

/// <summary>
/// A fact about a page in a browser. Without a browser it is skipped with a message. With SIM_REQUIRE_BROWSER it fails
/// instead.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Browser.Program is null && Environment.GetEnvironmentVariable("SIM_REQUIRE_BROWSER") is null or "" or "0")
        {
            Skip = "No Chromium on the PATH, and CHROMIUM names none.";
        }
    }

    /// <summary>It takes several seconds: see <see cref="Tests.Scenarios.Long"/>.</summary>
    public bool IsLong { get; set => Skip ??= (field = value) ? Long.WhyNot : null; }
}
