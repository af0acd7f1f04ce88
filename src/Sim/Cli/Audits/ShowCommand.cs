using System.CommandLine;
using Sim.Audit.Checks;
using Sim.Audit.Records;
using Sim.Cli.Options;
using Sim.Cli.Output;
using Sim.Machine.Crash;
using Sim.Machine.Disk;

namespace Sim.Cli.Audits;

/// <summary>
/// audit show: the changes of a record in words, with what was said between them; or how the disk is at one point.
/// </summary>
internal static class ShowCommand
{
    internal static Command Create(Terminal terminal)
    {
        var record = RecordFile.Create();
        var at = OptionFactory.Count(
            "--at", "only this point: after so many changes, which files there are, and what of them is durable",
            int.MaxValue, least: 0);
        var disk = OptionFactory.Word("--disk", $"durable on this disk (default: {DiskPreset.Ext4Ordered.Name})",
            [.. DiskPreset.Every.Select(preset => (preset.Name, (DiskPreset?)preset))]);
        var command = new Command("show", "Print the changes of a record, and what was begun and acknowledged.")
        {
            record, at, disk,
        };
        command.SetAction(parsed =>
        {
            if (!RecordFile.TryRead(parsed.GetRequiredValue(record), terminal, out var rebuilt))
            {
                return ExitCode.BadUsage;
            }

            var (last, given) = (rebuilt.Disk.Journal.Count, parsed.GetValue(at));
            if (given > (ulong)last)
            {
                terminal.Complain(Invariant($"--at takes a number up to {last}, not {given}"));
                return ExitCode.BadUsage;
            }

            if (given is { } position)
            {
                Point(rebuilt, (int)position, parsed.GetValue(disk) ?? DiskPreset.Ext4Ordered, terminal.Output);
            }
            else
            {
                Changes(rebuilt, terminal.Output);
            }

            return ExitCode.Good;
        });
        return command;
    }

    private static void Changes(RebuiltDisk rebuilt, TextWriter output)
    {
        var (words, promises) = (rebuilt.Words, new Promises(rebuilt));
        for (var position = 0; position <= rebuilt.Disk.Journal.Count; position++)
        {
            if (position > 0)
            {
                var (atUs, thread) = rebuilt.Moments[position - 1];
                output.WriteLine(Invariant($"{atUs / 1e6:F6} s, thread {thread}: {words[position - 1]}"));
            }

            var said = promises.Begun.Select(word => ("begin", word))
                .Concat(promises.Acknowledged.Select(word => ("ack", word)));
            foreach (var (what, word) in said.Where(said => said.word.Position == position)
                .OrderBy(said => said.word.AtUs))
            {
                output.WriteLine($"  {what} {word.Text}");
            }
        }
    }

    private static void Point(RebuiltDisk rebuilt, int position, DiskPreset preset, TextWriter output)
    {
        var (model, promises) = (new CrashModel(rebuilt.Before, rebuilt.Disk.Journal), new Promises(rebuilt));
        model.MoveTo(position);
        output.WriteLine($"{rebuilt.After(rebuilt.Words, position)} ({preset.Name})");
        output.WriteLine(
            Invariant($"{promises.Begun.Count(word => word.Position <= position)} begun, ")
            + Invariant($"{promises.Acknowledged.Count(word => word.Position <= position)} acknowledged"));
        foreach (var file in CacheSnapshot.At(model, preset))
        {
            output.WriteLine("  " + file.Words);
        }
    }
}
