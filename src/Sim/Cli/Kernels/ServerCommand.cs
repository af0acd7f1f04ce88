using System.CommandLine;
using Sim.Cli.Options;
using Sim.Cli.Output;
using Sim.Kernel.Device;
using Sim.Kernel.Recording;
using Sim.Kernel.Records;
using Sim.Machine.Random;

namespace Sim.Cli.Kernels;

/// <summary>kernels server: crashes a real redis-server on real file systems, and counts what it has lost.</summary>
internal sealed class ServerCommand
{
    private const ulong DefaultImages = 100;

    private readonly Terminal terminal;
    private readonly Option<string> server =
        OptionFactory.Path("--server", "PATH", "the redis-server (default: /usr/bin/redis-server)");
    private readonly Option<FileSystemKind?> fileSystem = FileSystemOption.Create();
    private readonly Option<string> policy = OptionFactory.Word(
        "--appendfsync", "its policy (default: always)", ("always", "always"), ("everysec", "everysec"));
    private readonly Option<ulong?> images =
        OptionFactory.Count("--images", $"crash images of each file system (default: {DefaultImages})");

    private ServerCommand(Terminal terminal) => this.terminal = terminal;

    internal static Command Create(Terminal terminal)
    {
        var verb = new ServerCommand(terminal);
        var command = new Command(
            "server", "Crash a real redis-server on real file systems, start it again, and count what it has lost; "
            + "exit 1 when a write is gone that appendfsync always had acknowledged. Needs Linux and root.")
        {
            verb.server, verb.fileSystem, verb.policy, verb.images,
        };
        command.SetAction(verb.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var isGood = true;
        var chosen = parsed.GetValue(policy) ?? "always";
        var program = parsed.GetValue(server) ?? "/usr/bin/redis-server";
        var limits = new RecordingLimits((int)(parsed.GetValue(images) ?? DefaultImages))
        {
            IsOver = () => terminal.Cancelled.IsCancellationRequested,
        };
        foreach (var kind in FileSystemOption.Of(parsed.GetValue(fileSystem)))
        {
            var losses = PrivateMounts.Run(directory =>
            {
                using var recorder = new ServerRecorder(kind, directory, program, chosen);
                return recorder.Record(limits, new Seed(1).Stream(kind.Name));
            });
            Write($"appendfsync {chosen} on {kind.Name}", losses);
            isGood &= losses.Broken == 0 && (losses.Lost == 0 || chosen != "always");
        }

        return isGood ? ExitCode.Good : ExitCode.Found;
    }

    private void Write(string what, ServerLosses losses)
    {
        terminal.Output.WriteLine(
            Invariant($"{what}: {losses.Images} images, {losses.Lost} without an acknowledged write ")
            + Invariant($"(at most {losses.MostLost} of them), {losses.Broken} with other data, ")
            + Invariant($"{losses.Refused} that the server refuses"));
        if (losses.Refused > 0)
        {
            terminal.Output.WriteLine($"  {losses.Reason}");
        }
    }
}
