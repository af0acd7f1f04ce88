using System.CommandLine;
using Sim.Cli.Options;
using Sim.Cli.Output;

namespace Sim.Cli.Audits;

/// <summary>audit record: runs a program and records what it does to a directory.</summary>
internal static class RecordCommand
{
    internal static Command Create(Terminal terminal)
    {
        var options = new RecordOptions();
        var @out = OptionFactory.Path("--out", "FILE", "the record");
        @out.Required = true;
        var command = new Command("record", "Record what a program does to a directory. Needs Linux on x86-64.")
        {
            @out,
        };
        options.AddTo(command);
        command.SetAction(parsed =>
            options.TryRecord(parsed, parsed.GetRequiredValue(@out), terminal, out _)
                ? ExitCode.Good
                : ExitCode.BadUsage);
        return command;
    }
}
