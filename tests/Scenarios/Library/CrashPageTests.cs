using System.Xml.Linq;
using Sim.Machine.CrashTesting;

namespace Tests.Scenarios.Library;

/// <summary>A failure as a page: everything is there, and nothing of it is markup.</summary>
public sealed class CrashPageTests
{
    private const string Hostile = "</pre><script>alert(1)</script>&\0\u0001\"'";

    [Fact]
    public void APageHasTheStoryTheStepsAndTheFiles()
    {
        var failure = CrashTest.Run(
            new NumberLog { Syncs = false }, new CrashTestOptions { Seeds = 5, Steps = 6 }).Failure!;
        var page = XDocument.Parse(failure.ToHtml());
        var text = page.Root!.Element("body")!.Value;
        Assert.All(failure.Story.Split('\n'), line => Assert.Contains(line, text, StringComparison.Ordinal));
        Assert.Equal(failure.History.Begun.Count, page.Descendants("li").Count());
        Assert.Contains("step 1, promised: 1000", text, StringComparison.Ordinal);
        Assert.Equal(
            failure.Image.Entries.Select(entry => $"{entry.Path}, {entry.Content.Length} bytes"),
            page.Descendants("summary").Select(name => name.Value));
    }

    [Fact]
    public void WhatAProgramSaysIsNoMarkup()
    {
        var failure = CrashTest.Run(
            new TestedBy((_, life) => life.Begin(1), (_, _) => Hostile),
            new CrashTestOptions { Seeds = 1 }).Failure!;
        var page = XDocument.Parse(failure.ToHtml());
        Assert.Empty(page.Descendants("script"));
        var wrong = page.Descendants("h1").Single().Value;
        Assert.StartsWith("</pre><script>alert(1)</script>&", wrong, StringComparison.Ordinal);
    }
}
