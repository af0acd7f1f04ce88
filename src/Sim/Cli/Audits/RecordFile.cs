using System.CommandLine;
using Sim.Audit.Records;
using Sim.Cli.Options;
using Sim.Cli.Output;

namespace Sim.Cli.Audits;

/// <summary>The argument that names a record.</summary>
internal static class RecordFile
{
    internal static Argument<string> Create() => OptionFactory.PathArgument("REC", "a record of audit record");

    /// <summary>Rebuilds the disk; false with one line when the record cannot be believed.</summary>
    internal static bool TryRead(string path, Terminal terminal, out RebuiltDisk disk)
    {
        using var file = InputFile.Open(path);
        disk = RebuiltDisk.Of(RecordReader.Read(File.ReadAllBytes(file.Path)));
        if (disk.Objection is { } objection)
        {
            terminal.Complain($"'{path}' cannot be believed: {objection}");
        }

        return disk.Objection is null;
    }
}
