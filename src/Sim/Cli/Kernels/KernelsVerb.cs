using System.CommandLine;
using Sim.Cli.Output;

namespace Sim.Cli.Kernels;

/// <summary>kernels: holds the disk presets to what real file systems leave after a power loss.</summary>
internal static class KernelsVerb
{
    internal static Command Create(Terminal terminal) => new(
        "kernels", "Hold the disk presets to what real file systems leave after a power loss.")
    {
        UmlOption.AddTo(RecordCommand.Create(terminal), terminal),
        UmlOption.AddTo(CheckCommand.Create(terminal), terminal),
        UmlOption.AddTo(FailCommand.Create(terminal), terminal),
        ServerCommand.Create(terminal),
        VerifyCommand.Create(terminal),
        ServeCommand.Create(),
    };
}
