using System.CommandLine;
using Aof.Data;
using Aof.Data.Execution;
using Aof.KnownDefects;
using Aof.Load;
using Sim.Cli.Options;
using Sim.Cli.Output;
using Sim.Cli.RealDisk;
using Sim.Os.Posix;

namespace Sim.Cli.Verbs;

/// <summary>digest: loads a real log, changes nothing, and prints the digest of its dataset.</summary>
internal static class DigestVerb
{
    internal static System.CommandLine.Command Create(Terminal terminal)
    {
        var path = OptionFactory.PathArgument("FILE.aof|DIR",
            "the log, or the directory of a Redis 7 log, whose manifest is followed; nothing is written");
        var verb = new System.CommandLine.Command(
            "digest", "Load a real append-only file and print its DEBUG DIGEST and the number of its commands.")
        {
            path,
        };
        var asServer = new Option<bool>("--as-server")
        {
            Description = "what a server would have now: without a torn end, and without keys past their deadline",
        };
        verb.Add(asServer);
        var defects = new DefectOption();
        verb.Add(defects.Profile);
        verb.SetAction(parsed => Digest(terminal, parsed.GetRequiredValue(path), defects.Set(parsed),
            defects.GivenCommands(parsed), parsed.GetValue(asServer)));
        return verb;
    }

    private static int Digest(Terminal terminal, string path, Defects defects, CommandTable? given, bool asServer)
    {
        using var machine = PosixHost.Create(".", new TextLog(TextWriter.Null, PosixHost.SystemClock));
        var parts = LogParts.Of(path);
        using var input = parts is [var only] && only == path ? InputFile.Open(path) : null;
        var table = ReadAs.Of(
            machine.Host.Files, input is null ? parts : [input.Path], isDirectory: input is null, given).Commands;
        var data = new Dataset(dialect: table.Dialect);
        var commands = 0L;
        var refused = new List<string>();
        foreach (var part in parts)
        {
            var result = Loader.Read(machine.Host, Path.GetFullPath(input?.Path ?? part), data, table, defects);
            var isCut = asServer && result.Outcome == LoadOutcome.UnexpectedEnd && part == parts[^1];
            if (result.Outcome is not (LoadOutcome.Loaded or LoadOutcome.Empty) && !isCut)
            {
                terminal.Complain($"{part}: {result.Reason}");
                return result.Outcome is LoadOutcome.Missing or LoadOutcome.ReadError
                    ? ExitCode.BadUsage
                    : ExitCode.Found;
            }

            commands += result.Commands;
            if (result.Refused is not null)
            {
                refused.Add($"{result.Refused} ({part})");
            }
        }

        if (asServer)
        {
            data.DropExpired(PosixHost.SystemClock.GetUtcNow().ToUnixTimeMilliseconds());
        }

        terminal.Output.WriteLine($"digest    {data.Digest()}");
        terminal.Output.WriteLine(Invariant($"commands  {commands}"));
        refused.ForEach(line => terminal.Output.WriteLine($"refused   {line}"));
        return refused.Count == 0 ? ExitCode.Good : ExitCode.Found;
    }
}
