using Sim.Cli;
using Sim.Cli.Output;
using Spectre.Console.Testing;

namespace Tests.Scenarios.Cli;

/// <summary>Runs a command line in this process and keeps what it said.</summary>
public sealed record CapturedTerminal(int ExitCode, string Output, string Error)
{
    public static CapturedTerminal Run(params string[] args) => Run(CancellationToken.None, args);

    public static CapturedTerminal Run(CancellationToken cancelled, params string[] args) => Run("", args, cancelled);

    /// <summary>... with somebody who types this.</summary>
    public static CapturedTerminal RunAnswering(string typed, params string[] args) => Run(typed, args, CancellationToken.None);

    /// <summary>... on a terminal, which is this console: all that is shown is in its output.</summary>
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

    /// <summary>Refused with one line that holds this text, and nothing else said.</summary>
    public void IsOneLineOfComplaint(int exitCode, string holding)
    {
        Assert.Equal("", Output);
        Assert.Contains(holding, Error, StringComparison.Ordinal);
        Assert.Equal(1, Error.Count(letter => letter == '\n'));
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        Assert.Equal(exitCode, ExitCode);
    }

    /// <summary>Went well, saying this among other things and complaining of nothing.</summary>
    public CapturedTerminal WentWell(string holding)
    {
        Assert.Equal("", Error);
        Assert.Contains(holding, Output, StringComparison.Ordinal);
        Assert.Equal(Sim.Cli.Output.ExitCode.Good, ExitCode);
        return this;
    }
}
