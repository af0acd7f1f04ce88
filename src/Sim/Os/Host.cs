namespace Sim.Os;

/// <summary>
/// The ports of one process: everything outside of it that a program may use. <c>Sim.Os.Posix.PosixHost</c> has the
/// ports of a real machine, <c>Sim.Machine.SimulatedMachine</c> those of a simulated one.
/// </summary>
/// <param name="Files">Files, and reads and writes of pipes.</param>
/// <param name="Pipes">Pipes between a process and its children.</param>
/// <param name="Processes">This process and its children.</param>
/// <param name="Background">A background thread for fdatasync and close.</param>
/// <param name="Clock">The wall clock, and the monotonic clock as its time stamps. Timers are not supported.</param>
/// <param name="Random">Random numbers.</param>
/// <param name="Log">The program's log messages.</param>
public sealed record Host(
    IFiles Files,
    IPipes Pipes,
    IProcesses Processes,
    IBackground Background,
    TimeProvider Clock,
    IRandom Random,
    IServerLog Log);

/// <summary>The wall clock as a count since 1970.</summary>
public static class HostTime
{
    /// <summary>Milliseconds since 1970. Redis: mstime().</summary>
    public static long NowMs(this TimeProvider clock) => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Whole seconds since 1970. Redis: server.unixtime.</summary>
    public static long NowSeconds(this TimeProvider clock) => clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Microseconds since 1970. Redis: ustime().</summary>
    public static long NowUs(this TimeProvider clock) =>
        (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
