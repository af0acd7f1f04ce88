using System.CommandLine;
using Sim.Audit.Recording;
using Sim.Cli.Options;

namespace Sim.Cli.Audits;

/// <summary>audit launch: the process that becomes the recorded program. Only a recorder starts it.</summary>
internal static class LaunchCommand
{
    /// <summary>As shells have it: the command was not found.</summary>
    private const int NotFound = 127;

    internal static Command Create()
    {
        var output = OptionFactory.PathArgument("OUT", "the file for its standard output");
        var program = new Argument<string[]>("PROGRAM") { Arity = ArgumentArity.OneOrMore };
        var connections = new Option<bool>(Launcher.WithConnections);
        var command = new Command(Launcher.Verb, "Become the program of a recorder.")
        {
            output, connections, program,
        };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            // The recorder sees that no program has begun.
            Launcher.Become(
                parsed.GetRequiredValue(output), parsed.GetValue(connections), parsed.GetRequiredValue(program));
            return NotFound;
        });
        return command;
    }
}
