using System.CommandLine;
using System.CommandLine.Invocation;
using Sim.Cli.Output;
using Sim.Kernel.Device;

namespace Sim.Cli.Kernels;

/// <summary>--uml: the same command inside <see cref="UserModeLinux"/>.</summary>
internal static class UmlOption
{
    private const string Name = "--uml";

    internal static Command AddTo(Command command, Terminal terminal)
    {
        var option = new Option<bool>(Name)
        {
            Description = "inside User-Mode Linux (Debian: user-mode-linux, busybox-static), without root",
        };
        var here = (SynchronousCommandLineAction)command.Action!;
        command.Options.Add(option);
        command.SetAction(parsed => parsed.GetValue(option)
            ? UserModeLinux.Run(
                parsed.Tokens.Select(token => token.Value).Where(word => word != Name),
                terminal.Output, terminal.Error)
            : here.Invoke(parsed));
        return command;
    }
}
