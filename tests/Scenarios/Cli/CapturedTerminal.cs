using Sim.Cli;
using Sim.Cli.Output;
using Spectre.Console.Testing;

namespace Tests.Scenarios.Cli;

/// <summary>Runs a command line in this process and captures its output.</summary>
public sealed record CapturedTerminal(int ExitCode, string Output, string Error)
{
    public static CapturedTerminal Run(params string[] args) => Run(CancellationToken.None, args);

    public static CapturedTerminal Run(CancellationToken cancelled, params string[] args) => Run("", args, cancelled);

    /// <summary>The same with typed input.</summary>
    public static CapturedTerminal RunAnswering(string typed, params string[] args) =>
        Run(typed, args, CancellationToken.None);

    /// <summary>The same on a terminal: its output includes everything that was shown.</summary>
    public static CapturedTerminal RunOnScreen(TestConsole screen, params string[] args)
    {
        ArgumentNullException.ThrowIfNull(screen);
        var writer = screen.Profile.Out.Writer;
        var code = CommandLine.Run(args, new Terminal(writer, writer, screen));
        return new CapturedTerminal(code, screen.Output, "");
    }

    private static CapturedTerminal Run(string typed, string[] args, CancellationToken cancelled)
    {
        using var input = new StringReader(typed);
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = CommandLine.Run(args, new Terminal(output, error, Live: null, cancelled) { Input = input });
        return new CapturedTerminal(code, output.ToString(), error.ToString());
    }

    /// <summary>The command failed with one error line that contains this text, and no other output.</summary>
    public void IsOneLineOfComplaint(int exitCode, string holding)
    {
        Assert.Equal("", Output);
        Assert.Contains(holding, Error, StringComparison.Ordinal);
        Assert.Equal(1, Error.Count(letter => letter == '\n'));
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        Assert.Equal(exitCode, ExitCode);
    }

    /// <summary>The command succeeded, its output contains this text, and there was no error.</summary>
    public CapturedTerminal WentWell(string holding)
    {
        Assert.Equal("", Error);
        Assert.Contains(holding, Output, StringComparison.Ordinal);
        Assert.Equal(Sim.Cli.Output.ExitCode.Good, ExitCode);
        return this;
    }
}
