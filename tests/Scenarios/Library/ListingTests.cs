using System.Xml.Linq;
using Sim.Machine.CrashTesting;
using Tests.Scenarios.Failures;
using Tests.Scenarios.Repository;

namespace Tests.Scenarios.Library;

/// <summary>The whole project of docs/own-stores.md compiles, passes, and finds its mistake.</summary>
public sealed class ListingTests
{
    private const string SyncLine = "        Ok(files.SyncData(log));\n";

    private static readonly string Document =
        File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "own-stores.md"));

    private static readonly string Program = Block("cs").Replace(
        "CrashTest.Run(this)", "CrashTest.Run(this, new CrashTestOptions { Seeds = 3 })", StringComparison.Ordinal);

    [LongFact]
    public void TheTestPasses() => CompiledTest.Of(Program)();

    [Fact]
    public void WithoutItsSyncItFails()
    {
        Assert.Contains(SyncLine, Program, StringComparison.Ordinal);
        var wrong = CompiledTest.Of(Program.Replace(SyncLine, "", StringComparison.Ordinal));
        Assert.IsType<CrashTestFailed>(Assert.ThrowsAny<Exception>(wrong).InnerException);
    }

    [Fact]
    public void ThePackageIsOneOfThisRepository()
    {
        var packages = XDocument.Parse(Block("xml")).Descendants("PackageReference").Select(
            package => package.Attribute("Include")!.Value);
        var project = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "src/Sim/Machine/Sim.Machine.csproj"));
        Assert.Contains($"<PackageId>{packages.First()}</PackageId>", project, StringComparison.Ordinal);
    }

    private static string Block(string language) => Document.Split($"```{language}\n")[1].Split("```")[0];
}
