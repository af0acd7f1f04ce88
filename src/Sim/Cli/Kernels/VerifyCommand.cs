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
    private readonly Option<bool> table = new("--table")
    {
        Description = "print only a table: for each history and file system the states seen, those that the preset "
            + "allows and no record has, and the crash images",
    };

    private VerifyCommand(Terminal terminal) => this.terminal = terminal;

    internal static Command Create(Terminal terminal)
    {
        var verb = new VerifyCommand(terminal);
        var command = new Command(
            "verify", "Check recorded states against the presets, without a kernel; exit 1 when a preset denies one.")
        {
            verb.files, verb.unseen, verb.table,
        };
        verb.files.Validators.Add(static result => OptionFactory.CheckPaths(result, "FILE"));
        command.SetAction(verb.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var isTable = parsed.GetValue(table);
        var lines = isTable ? terminal with { Output = TextWriter.Null } : terminal;
        var (text, cells) = (new RecordText(lines, parsed.GetValue(unseen)), new UnseenTable());
        foreach (var path in parsed.GetRequiredValue(files).SelectMany(Records))
        {
            try
            {
                Verify(InputFile.ReadText(path), text, cells);
            }
            catch (FormatException problem)
            {
                terminal.Complain($"{path} is not a record: {problem.Message}");
                return ExitCode.BadUsage;
            }
        }

        if (isTable)
        {
            cells.Write(terminal);
        }

        return text.WriteSum();
    }

    private static void Verify(string file, RecordText text, UnseenTable cells)
    {
        if (!FailureFile.IsOne(file))
        {
            var record = RecordFile.Read(file);
            cells.Add(record, text.Write(record));
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
