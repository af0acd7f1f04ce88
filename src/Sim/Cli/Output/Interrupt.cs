using System.Runtime.InteropServices;
using Sim.Os.Posix;

namespace Sim.Cli.Output;

/// <summary>
/// While it lives, the first Ctrl-C (or SIGTERM) only asks the run to stop, so that its results are printed. A second
/// one ends the process as usual.
/// </summary>
internal sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource source;
    private readonly PosixSignalRegistration interrupt;
    private readonly PosixSignalRegistration terminate;

    internal Interrupt(CancellationToken outer)
    {
        source = CancellationTokenSource.CreateLinkedTokenSource(outer);
        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Ask);
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ask);
    }

    /// <summary>Cancelled by the first Ctrl-C, or by the caller of the verb.</summary>
    internal CancellationToken Token => source.Token;

    public void Dispose()
    {
        interrupt.Dispose();
        terminate.Dispose();
        source.Dispose();
    }

    /// <summary>Runs what the first Ctrl-C ends early, at its own end or by an exception; then says so.</summary>
    /// <returns>The exit code of the run, or <see cref="ExitCode.Interrupted"/>.</returns>
    internal static int Run(Terminal terminal, Func<CancellationToken, int> run)
    {
        var clock = PosixHost.SystemClock;
        var start = clock.GetTimestamp();
        using var interrupt = new Interrupt(terminal.Cancelled);
        try
        {
            var code = run(interrupt.Token);
            if (!interrupt.source.IsCancellationRequested)
            {
                return code;
            }
        }
        catch (OperationCanceledException) when (interrupt.source.IsCancellationRequested)
        {
            // What was shown so far is all there is.
        }

        terminal.Complain($"interrupted after {Duration.Words(clock.GetElapsedTime(start))}");
        return ExitCode.Interrupted;
    }

    private void Ask(PosixSignalContext context)
    {
        context.Cancel = !source.IsCancellationRequested;
        source.Cancel();
    }
}
