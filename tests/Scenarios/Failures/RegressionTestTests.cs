using System.Reflection;
using Sim.Findings;
using Sim.Machine.CrashTesting;
using Sim.Plans;
using Tests.Scenarios.Cli;

namespace Tests.Scenarios.Failures;

/// <summary>A test by `emit --xunit` compiles, fails while the bug is there, and passes when it is fixed.</summary>
public sealed class RegressionTestTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void ItFailsUntilTheBugIsFixed()
    {
        var failure = BugBaseTests.First("NoDirectoryFsync", 1);
        var failing = CompiledTest.Of(RegressionTest.Emit(failure.Minimal, failure.Violation, "Bug"));
        var told = Assert.Throws<TargetInvocationException>(failing);
        Assert.Contains(failure.Violation.Summary, told.InnerException!.Message, StringComparison.Ordinal);

        var repaired = failure.Minimal with { Config = failure.Minimal.Config with { Defects = [] } };
        CompiledTest.Of(RegressionTest.Emit(repaired, null, "Bug"))();
    }

    [Fact]
    public void AFailureOfTheLibraryIsWrittenToo()
    {
        var options = new CrashTestOptions { Seeds = 20 };
        var failure = CrashTest.Run(new WalStore.StoreTest(syncsNames: false), options).Failure!;
        var failing = CompiledTest.Of(failure.ToXunit("Bug", "new WalStore.StoreTest(false)"));
        var told = Assert.Throws<TargetInvocationException>(failing);
        Assert.Equal(failure.Story, told.InnerException!.Message);
        var more = "new CrashTestOptions { MaxCalls = 5000 }";
        CompiledTest.Of(failure.ToXunit("Bug", "new WalStore.StoreTest(true)", more))();
        _ = Assert.Throws<ArgumentException>(() => failure.ToXunit("No Class", "null"));
        _ = Assert.Throws<InvalidOperationException>(() => (failure with { Token = "" }).ToXunit("Bug", "null"));
    }

    [Fact]
    public void TheVerbWritesAFile()
    {
        File.WriteAllText(directory["plan.json"], PlanFile.Write(new Plan()));
        _ = CapturedTerminal.Run("emit", directory["plan.json"], "--xunit", "--name", "Named", "--out",
            directory["Named.cs"]).WentWell(holding: "Named.cs");
        CompiledTest.Of(File.ReadAllText(directory["Named.cs"]))();
    }

    /// <summary>The token has spaces, for it names turns of tasks.</summary>
    [Fact]
    public void TheVerbWritesATokenToo()
    {
        var failure = CrashTest.Run(new WalStore.GroupLogTest(waitsForItsSync: false)).Failure!;
        Assert.Contains("; order ", failure.Token, StringComparison.Ordinal);
        var told = Assert.Throws<TargetInvocationException>(Emitted("new WalStore.GroupLogTest(false)"));
        Assert.Equal(failure.Story, told.InnerException!.Message);
        Emitted("new WalStore.GroupLogTest(true)")();

        Action Emitted(string tested)
        {
            _ = CapturedTerminal.Run("emit", "--token", failure.Token, "--test", tested, "--name", "Bug", "--out",
                directory["Bug.cs"]).WentWell(holding: "Bug.cs");
            return CompiledTest.Of(File.ReadAllText(directory["Bug.cs"]));
        }
    }

    [Theory]
    [InlineData("PLAN.json, or --token and --test", "emit")]
    [InlineData("PLAN.json, or --token and --test", "emit", "plan.json", "--token", "1", "--test", "x")]
    [InlineData("--token and --test belong together", "emit", "--token", "1:posix-weak:8:0:3k:0")]
    [InlineData("it is no token of a failure", "emit", "--token", "1:x", "--test", "new X()")]
    [InlineData("'order x' is no option", "emit", "--token", "1:ideal:8:0:3k:0; order x", "--test", "new X()")]
    [InlineData("its disk mine* is no preset", "emit", "--token", "1:mine*:8:0:3k:0", "--test", "new X()")]
    public void AWrongTokenIsRefused(string problem, params string[] words)
    {
        var told = CapturedTerminal.Run(words);
        Assert.Equal(2, told.ExitCode);
        Assert.Contains(problem, told.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("No Class")]
    [InlineData("9")]
    [InlineData("")]
    public void AnImpossibleNameIsRefused(string name)
    {
        File.WriteAllText(directory["plan.json"], PlanFile.Write(new Plan()));
        var told = CapturedTerminal.Run("emit", directory["plan.json"], "--xunit", "--name", name);
        Assert.Equal(2, told.ExitCode);
        Assert.Contains("cannot be the name of a class", told.Error, StringComparison.Ordinal);
    }
}
