using System.CommandLine;
using Sim.Cli.Options;
using Sim.Cli.Output;
using Sim.Kernel.Records;

namespace Sim.Cli.Kernels;

/// <summary>kernels verify: holds recorded states against the presets, without a kernel.</summary>
internal sealed class VerifyCommand
{
    private readonly Terminal terminal;
    private readonly Argument<string[]> files = new("FILE")
    {
        Description = "records, as `kernels record` writes them; a folder stands for all records in it",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<bool> unseen = new("--unseen")
    {
        Description = "list the states that a preset allows and no record has",
    };

    private VerifyCommand(Terminal terminal) => this.terminal = terminal;

    internal static Command Create(Terminal terminal)
    {
        var verb = new VerifyCommand(terminal);
        var command = new Command(
            "verify", "Check recorded states against the presets, without a kernel; exit 1 when a preset denies one.")
        {
            verb.files, verb.unseen,
        };
        command.SetAction(verb.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var text = new RecordText(terminal, parsed.GetValue(unseen));
        foreach (var path in parsed.GetRequiredValue(files).SelectMany(Records))
        {
            try
            {
                Verify(InputFile.ReadText(path), text);
            }
            catch (FormatException problem)
            {
                terminal.Complain($"{path} is not a record: {problem.Message}");
                return ExitCode.BadUsage;
            }
        }

        return text.WriteSum();
    }

    private static void Verify(string file, RecordText text)
    {
        if (!FailureFile.IsOne(file))
        {
            _ = text.Write(RecordFile.Read(file));
            return;
        }

        foreach (var record in FailureFile.Read(file))
        {
            text.Write(record);
        }
    }

    private static IEnumerable<string> Records(string path) => Directory.Exists(path)
        ? Directory.EnumerateFiles(path, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        : [path];
}
