using System.CommandLine;
using System.Globalization;
using Sim.Audit.Recoveries;
using Sim.Audit.Records;
using Sim.Cli.Options;
using Sim.Cli.Output;
using Sim.Machine.Disk;

namespace Sim.Cli.Audits;

/// <summary>audit crash: writes the files that one crash of a record leaves.</summary>
internal sealed class CrashCommand
{
    private const string Kill = "kill";

    private readonly Terminal terminal;
    private readonly Argument<string> record = RecordFile.Create();
    private readonly Option<string> at = OptionFactory.Text("--at", "K", "after how many changes of the disk");
    private readonly Option<DiskPreset?> disk = OptionFactory.Word<DiskPreset?>(
        "--disk", "the disk", [.. DiskPreset.Every.Select(preset => (preset.Name, (DiskPreset?)preset))]);
    private readonly Option<string> image = OptionFactory.Text("--image", $"I|{Kill}",
        $"the number of an image there, from 0, or what kill -9 leaves (default: {Kill})");
    private readonly Option<ulong?> images = CheckOptions.Images();
    private readonly Option<string> @out =
        OptionFactory.Path("--out", "DIR", "where the files go: an empty directory, or a new one");

    private CrashCommand(Terminal terminal) => this.terminal = terminal;

    internal static Command Create(Terminal terminal)
    {
        var verb = new CrashCommand(terminal);
        verb.at.Required = true;
        verb.@out.Required = true;
        var command = new Command("crash", "Write the files that a crash of a record leaves on the disk.")
        {
            verb.record, verb.at, verb.disk, verb.image, verb.images, verb.@out,
        };
        command.SetAction(verb.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var folder = parsed.GetRequiredValue(@out);
        if (!RecordFile.TryRead(parsed.GetRequiredValue(record), terminal, out var rebuilt))
        {
            return ExitCode.BadUsage;
        }

        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            terminal.Complain($"'{folder}' is not empty; nothing in it is overwritten");
            return ExitCode.BadUsage;
        }

        if (!TryChoose(parsed, rebuilt, out var files, out var problem))
        {
            terminal.Complain(problem);
            return ExitCode.BadUsage;
        }

        ImageFolder.Write(files, folder);
        terminal.Output.WriteLine(rebuilt.After(rebuilt.Words, int.Parse(
            parsed.GetRequiredValue(at), CultureInfo.InvariantCulture)));
        terminal.Output.WriteLine(files.Description);
        return ExitCode.Good;
    }

    private bool TryChoose(ParseResult parsed, RebuiltDisk rebuilt, out DiskImage files, out string problem)
    {
        (files, problem) = (DiskImage.Empty, "");
        var last = rebuilt.Disk.Journal.Count;
        var given = parsed.GetRequiredValue(at);
        if (!int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var position) || position > last)
        {
            problem = Invariant($"--at takes a number up to {last}, not '{given}'");
            return false;
        }

        var bound = (int)(parsed.GetValue(images) ?? CheckOptions.DefaultImages);
        var cases = rebuilt.Crashes(bound);
        if (parsed.GetValue(image) is null or Kill)
        {
            files = cases.KillAt(position).Image;
            return true;
        }

        var all = cases.At(position, parsed.GetValue(disk) ?? DiskPreset.Ext4Ordered).ToList();
        if (!int.TryParse(parsed.GetValue(image), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number >= all.Count)
        {
            problem = Invariant($"--image takes kill or a number below {all.Count}, not '{parsed.GetValue(image)}'");
            return false;
        }

        files = all[number].Image;
        return true;
    }
}
