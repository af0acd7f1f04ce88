using System.CommandLine;
using Sim.Cli.Options;
using Sim.Cli.Output;
using Sim.Kernel.Device;

namespace Sim.Cli.Kernels;

/// <summary>kernels serve: the process of a disk. Only a recorder starts it.</summary>
internal static class ServeCommand
{
    internal static Command Create()
    {
        var directory = OptionFactory.PathArgument("DIR", "where the disk is mounted");
        var image = OptionFactory.PathArgument("IMAGE", "its first bytes");
        var command = new Command(ServedDisk.Verb, "Serve the disk of a recorder.") { directory, image };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            using var requests = Console.OpenStandardInput();
            using var answers = Console.OpenStandardOutput();
            DiskServer.Run(parsed.GetRequiredValue(directory), parsed.GetRequiredValue(image), requests, answers);
            return ExitCode.Good;
        });
        return command;
    }
}
