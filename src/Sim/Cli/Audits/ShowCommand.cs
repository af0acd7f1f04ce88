using System.CommandLine;
using Sim.Audit.Checks;
using Sim.Cli.Output;

namespace Sim.Cli.Audits;

/// <summary>audit show: the changes of a record in words, with what was said between them.</summary>
internal static class ShowCommand
{
    internal static Command Create(Terminal terminal)
    {
        var record = RecordFile.Create();
        var command = new Command("show", "Print the changes of a record, and what was begun and acknowledged.")
        {
            record,
        };
        command.SetAction(parsed =>
        {
            if (!RecordFile.TryRead(parsed.GetRequiredValue(record), terminal, out var disk))
            {
                return ExitCode.BadUsage;
            }

            var (words, promises) = (disk.Words, new Promises(disk));
            for (var position = 0; position <= disk.Disk.Journal.Count; position++)
            {
                if (position > 0)
                {
                    var (atUs, thread) = disk.Moments[position - 1];
                    terminal.Output.WriteLine(Invariant($"{atUs / 1e6:F6} s, thread {thread}: {words[position - 1]}"));
                }

                var said = promises.Begun.Select(word => ("begin", word))
                    .Concat(promises.Acknowledged.Select(word => ("ack", word)));
                foreach (var (what, word) in said.Where(said => said.word.Position == position)
                    .OrderBy(said => said.word.AtUs))
                {
                    terminal.Output.WriteLine($"  {what} {word.Text}");
                }
            }

            return ExitCode.Good;
        });
        return command;
    }
}
