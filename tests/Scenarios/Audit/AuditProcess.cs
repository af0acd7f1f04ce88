using System.Diagnostics;
using Tests.Scenarios.Repository;

namespace Tests.Scenarios.Audit;

/// <summary>A command line of audit in a process of its own: a recorder must not share one with a test.</summary>
internal static class AuditProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>
    /// The program as it was built, not the copy beside the tests: where coverage is collected, that one counts, and
    /// cannot be in two sessions of processes at once.
    /// </summary>
    private static readonly string Sim = Path.Combine(RepositoryFiles.Root, "src", "Sim",
        Path.GetRelativePath(Path.Combine(AppContext.BaseDirectory, "../../.."), AppContext.BaseDirectory), "Sim.dll");

    public static string Program(string name) => Path.Combine(AppContext.BaseDirectory, name + ".dll");

    public static (int ExitCode, string Output) Run(params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Sim, "audit", .. words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        Assert.True(process.WaitForExit(Patience));
        return (process.ExitCode, output.Result + error.Result);
    }
}
