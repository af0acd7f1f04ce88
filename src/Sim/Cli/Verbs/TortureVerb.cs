using System.CommandLine;
using System.Globalization;
using Sim.Cli.Options;
using Sim.Cli.Output;
using Sim.Cli.RealDisk;
using Sim.Os;
using Sim.Os.Posix;

namespace Sim.Cli.Verbs;

/// <summary>
/// torture: one life of a server, for a test that kills it. It prints the number of units as soon as their replies
/// could have left. After the last line it waits to be killed, or for the end of its input.
/// </summary>
internal static class TortureVerb
{
    internal static System.CommandLine.Command Create(Terminal terminal)
    {
        var directory = OptionFactory.PathArgument("DIR", "the directory of the server");
        var seed = new Argument<ulong>("SEED");
        var number = new Argument<int>("LIFE");
        var verb = new System.CommandLine.Command(
            "torture", "One life of a server on the real disk, for a test that kills it.")
        {
            directory, seed, number,
        };
        verb.Hidden = true;
        verb.SetAction(
            parsed => Run(terminal,
                new KillTestRun(parsed.GetRequiredValue(directory), parsed.GetRequiredValue(seed),
                    parsed.GetRequiredValue(number))));
        return verb;
    }

    private static int Run(Terminal terminal, KillTestRun life)
    {
        try
        {
            life.Run(
                new TextLog(terminal.Error, PosixHost.SystemClock, LogLevel.Warning),
                unit: _ => { },
                acknowledged: units =>
                {
                    terminal.Output.Write(units.ToString(CultureInfo.InvariantCulture) + "\n");
                    terminal.Output.Flush();
                });
        }
        catch (ProcessExit exit)
        {
            throw new IOException(exit.Message, exit);
        }

        // The killing test holds the other end of this stream.
        _ = Console.In.ReadLine();
        return ExitCode.Good;
    }
}
