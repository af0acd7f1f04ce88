using System.CommandLine;
using System.Globalization;
using Aof.Data;
using Aof.Load;
using Aof.Os.Posix;

namespace Sim.Cli;

/// <summary>digest: loads a real log, changes nothing, and says what it holds.</summary>
internal static class DigestVerb
{
    internal static System.CommandLine.Command Create(Terminal terminal)
    {
        var file = new Argument<string>("FILE.aof") { Description = "the log; it is only read" };
        var verb = new System.CommandLine.Command("digest", "Load a real append-only file and print its DEBUG DIGEST and the number of its commands.") { file };
        verb.SetAction(parsed => Digest(terminal, parsed.GetRequiredValue(file)));
        return verb;
    }

    private static int Digest(Terminal terminal, string path)
    {
        InputFile.CheckReadable(path);
        using var machine = PosixHost.Create(".", new TextLog(TextWriter.Null, PosixHost.SystemClock));
        var data = new Dataset();
        var result = Loader.Read(machine.Host, Path.GetFullPath(path), data);
        if (result.Outcome is LoadOutcome.Loaded or LoadOutcome.Empty)
        {
            terminal.Output.WriteLine($"digest    {data.Digest()}");
            terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"commands  {result.Commands}"));
            return ExitCode.Good;
        }

        terminal.Complain($"{path}: {result.Reason}");
        return result.Outcome is LoadOutcome.Missing or LoadOutcome.ReadError ? ExitCode.BadUsage : ExitCode.Found;
    }
}
