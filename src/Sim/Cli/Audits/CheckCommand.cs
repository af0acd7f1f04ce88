using System.CommandLine;
using Sim.Cli.Output;

namespace Sim.Cli.Audits;

/// <summary>audit check: recovers every crash of a record.</summary>
internal static class CheckCommand
{
    internal static Command Create(Terminal terminal)
    {
        var options = new CheckOptions();
        var record = RecordFile.Create();
        var command = new Command("check", "Recover every crash of a record; exit 1 when a promise was broken.")
        {
            record,
        };
        options.AddTo(command);
        command.SetAction(parsed => RecordFile.TryRead(parsed.GetRequiredValue(record), terminal, out var disk)
            ? options.Check(parsed, parsed.GetRequiredValue(record), disk, terminal)
            : ExitCode.BadUsage);
        return command;
    }
}
