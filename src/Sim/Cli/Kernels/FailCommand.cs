using System.CommandLine;
using Sim.Cli.Options;
using Sim.Cli.Output;
using Sim.Kernel.Device;
using Sim.Kernel.Histories;
using Sim.Kernel.Recording;
using Sim.Kernel.Records;

namespace Sim.Cli.Kernels;

/// <summary>kernels fail: records what real file systems do when the disk refuses a request.</summary>
internal sealed class FailCommand
{
    private readonly Terminal terminal;
    private readonly Option<FileSystemKind?> fileSystem = FileSystemOption.Create();
    private readonly Option<string> @out =
        OptionFactory.Path("--out", "DIR", "where the records go, in a folder for this kernel (default: failures)");

    private FailCommand(Terminal terminal) => this.terminal = terminal;

    internal static Command Create(Terminal terminal)
    {
        var verb = new FailCommand(terminal);
        var command = new Command(
            "fail", "Record what real file systems do when the disk refuses a request. Needs Linux and root.")
        {
            verb.fileSystem, verb.@out,
        };
        command.SetAction(verb.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var text = new RecordText(terminal, listsUnseen: false);
        foreach (var kind in FileSystemOption.Of(parsed.GetValue(fileSystem)))
        {
            var records = PrivateMounts.Run(directory =>
            {
                using var recorder = new FailureRecorder(kind, directory);
                return FailureStory.All.Select(recorder.Record).ToList();
            });
            records.ForEach(text.Write);
            Keep(records, kind.Name, parsed.GetValue(@out) ?? "failures");
        }

        return text.WriteSum();
    }

    private static void Keep(List<FailureRecord> records, string kind, string folder)
    {
        var version = Version.Parse(records[0].Kernel);
        var kernel = Path.Combine(folder, Invariant($"linux-{version.Major}.{version.Minor}"));
        _ = Directory.CreateDirectory(kernel);
        File.WriteAllText(Path.Combine(kernel, $"{kind}.json"), FailureFile.Write(records));
    }
}
