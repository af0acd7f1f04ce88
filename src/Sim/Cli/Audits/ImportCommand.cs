using System.CommandLine;
using Sim.Audit.Traces;
using Sim.Cli.Options;
using Sim.Cli.Output;

namespace Sim.Cli.Audits;

/// <summary>audit import: makes a record of what strace wrote.</summary>
internal static class ImportCommand
{
    internal static Command Create(Terminal terminal)
    {
        var trace = OptionFactory.PathArgument("TRACE", "what strace -f -ttt -s 134217728 -o TRACE wrote");
        var disk = new DiskOptions();
        var before = OptionFactory.Path("--before", "DIR", "a copy of the disk before the run (default: empty)");
        var place = OptionFactory.Path("--cwd", "DIR", "where the program was started (default: here)");
        var @out = OptionFactory.Path("--out", "FILE", "the record");
        @out.Required = true;
        var command = new Command("import", "Make a record of what strace wrote. Needs Linux.")
        {
            trace, before, place, @out,
        };
        disk.AddTo(command);
        command.SetAction(parsed =>
        {
            using var file = InputFile.Open(parsed.GetRequiredValue(trace));
            var options = new TraceOptions(file.Path, disk.Root(parsed), disk.Ignored(parsed),
                parsed.GetValue(place) ?? ".", disk.AcknowledgedBy(parsed))
            {
                Before = parsed.GetValue(before),
            };
            var path = parsed.GetRequiredValue(@out);
            var made = TraceImporter.Import(options, path);
            if (made.Objection is { } objection)
            {
                terminal.Complain($"the trace cannot be believed: {objection}");
                return ExitCode.BadUsage;
            }

            terminal.Output.WriteLine(
                $"{Quantity.Of(made.Calls, "call")}, {Quantity.Of(made.Disk.Disk.Journal.Count, "change")} of the "
                + $"disk; the rebuilt disk equals {options.Root}; the record is {path}");
            return ExitCode.Good;
        });
        return command;
    }
}
