using System.CommandLine;
using Sim.Cli.Options;
using Sim.Kernel.Records;

namespace Sim.Cli.Kernels;

/// <summary>--fs: which real file system.</summary>
internal static class FileSystemOption
{
    internal static Option<FileSystemKind?> Create() => OptionFactory.Word<FileSystemKind?>(
        "--fs", "one file system only", [.. FileSystemKind.All.Select(kind => (kind.Name, (FileSystemKind?)kind))]);

    internal static IReadOnlyList<FileSystemKind> Of(FileSystemKind? given) =>
        given is null ? FileSystemKind.All : [given];
}
