using Spectre.Console;

namespace Sim.Cli.Output;

/// <summary>The input and output of the command line. Verbs use only this, so that tests can capture it.</summary>
/// <param name="Output">The results.</param>
/// <param name="Error">Errors and, without a live screen, progress.</param>
/// <param name="Live">The screen that progress is drawn on; null when the output is not a terminal.</param>
/// <param name="Cancelled">Asks a long run to end with its results so far.</param>
public sealed record Terminal(
    TextWriter Output, TextWriter Error, IAnsiConsole? Live, CancellationToken Cancelled = default)
{
    /// <summary>The source of answers to questions; empty by default.</summary>
    public TextReader Input { get; init; } = TextReader.Null;

    /// <summary>The terminal, or the redirected streams, of this process.</summary>
    public static Terminal OfProcess() =>
        new(Console.Out, Console.Error, Console.IsOutputRedirected ? null : AnsiConsole.Console) { Input = Console.In };

    /// <summary>Writes one clear error line, also where a name or a message of the system has several.</summary>
    public void Complain(string what) => Error.WriteLine(
        "sim: " + string.Join(' ', what.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
}
