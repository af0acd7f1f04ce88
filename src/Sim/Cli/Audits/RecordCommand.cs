using System.CommandLine;
using Sim.Audit.Devices;
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
        var marks = new Option<bool>(DeviceRecorder.MarkOption) { Hidden = true };
        command.Add(marks);
        options.AddTo(command);
        command.SetAction(parsed =>
            options.Record(parsed, parsed.GetRequiredValue(@out), terminal, out _,
                parsed.GetValue(marks) ? atUs => Mark(terminal, atUs) : null));
        return command;
    }

    /// <summary>Says when the program says something, and waits until that was noted.</summary>
    private static void Mark(Terminal terminal, long atUs)
    {
        terminal.Output.WriteLine(Invariant($"{DeviceRecorder.MarkWord}{atUs}"));
        terminal.Output.Flush();
        _ = terminal.Input.ReadLine();
    }
}
