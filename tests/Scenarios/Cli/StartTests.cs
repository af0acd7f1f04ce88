using System.Diagnostics;

namespace Tests.Scenarios.Cli;

/// <summary>
/// A short replay spends its time in the just-in-time compiler. So its start-up cost is counted in compiled methods:
/// the same on every machine, busy or not. With ahead-of-time compilation in Release only a few are left.
/// </summary>
public sealed class StartTests : IDisposable
{
    private const string Plan = "fsync-failed-in-an-earlier-life.json";
    private const int Most = 3_950;
    private const int MaxAheadOfTime = 1_000;

    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void ReplayOfAKeptPlanCompilesFewMethods()
    {
        var compiled = Compiled("replay", Path.Combine(AppContext.BaseDirectory, "Explore", "KeptPlans", Plan));
        var ahead = !compiled.Any(method => method.Contains("Sim.Run.LiveRun:Execute", StringComparison.Ordinal));
        Assert.InRange(compiled.Length, 100, ahead ? MaxAheadOfTime : Most);
        Assert.DoesNotContain(compiled,
            method => method.Contains("PlanGenerator", StringComparison.Ordinal)
                || method.Contains("Shrinker", StringComparison.Ordinal));
        Assert.DoesNotContain(compiled, method => method.Contains("Serialization.Metadata", StringComparison.Ordinal));
    }

    /// <summary>The methods that a separate process compiles for this command line, one line each.</summary>
    private string[] Compiled(params string[] args)
    {
        var dotnet =
            Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";
        var info = new ProcessStartInfo(dotnet, [Path.Combine(AppContext.BaseDirectory, "Sim.dll"), .. args])
        {
            RedirectStandardOutput = true,
        };
        info.Environment["DOTNET_JitStdOutFile"] = directory["compiled"];
        info.Environment["DOTNET_JitDisasmSummary"] = "1";
        using var process = Process.Start(info)!;
        Assert.Contains("every promise was kept", process.StandardOutput.ReadToEnd(), StringComparison.Ordinal);
        process.WaitForExit();
        return File.ReadAllLines(directory["compiled"]);
    }
}
