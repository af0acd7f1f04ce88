using Spectre.Console;

namespace Sim.Cli.Output;

/// <summary>Where the command line speaks: a verb writes only here, so that a test can listen.</summary>
/// <param name="Output">What was asked for.</param>
/// <param name="Error">Complaints and, when nobody watches, progress.</param>
/// <param name="Live">The screen that progress is drawn on; null when the output is not a terminal.</param>
/// <param name="Cancelled">Asks a long run to end with what it has so far.</param>
public sealed record Terminal(TextWriter Output, TextWriter Error, IAnsiConsole? Live, CancellationToken Cancelled = default)
{
    /// <summary>Where answers to questions come from; nobody answers unless somebody is named.</summary>
    public TextReader Input { get; init; } = TextReader.Null;

    /// <summary>The terminal, or the redirected streams, of this process.</summary>
    public static Terminal OfProcess() =>
        new(Console.Out, Console.Error, Console.IsOutputRedirected ? null : AnsiConsole.Console) { Input = Console.In };

    /// <summary>One clear line of complaint.</summary>
    public void Complain(string what) => Error.WriteLine($"sim: {what}");
}
