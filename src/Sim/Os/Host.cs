namespace Sim.Os;

/// <summary>
/// One process's view of the machine it runs on: everything the AOF subsystem may touch. A real machine is
/// <c>Aof.Os.Posix</c>, a simulated one is <c>Sim</c>.
/// </summary>
/// <param name="Files">Files and the ends of pipes.</param>
/// <param name="Pipes">Pipes.</param>
/// <param name="Processes">This process and its children.</param>
/// <param name="Background">The background thread.</param>
/// <param name="Clock">The wall clock, and the monotonic one: its time stamps, which nobody can set.</param>
/// <param name="Random">Random numbers.</param>
/// <param name="Log">The server's log.</param>
public sealed record Host(
    IFiles Files,
    IPipes Pipes,
    IProcesses Processes,
    IBackground Background,
    TimeProvider Clock,
    IRandom Random,
    IServerLog Log);

/// <summary>Time as Redis reads it.</summary>
public static class HostTime
{
    /// <summary>Milliseconds since 1970 (mstime() of Redis).</summary>
    public static long NowMs(this TimeProvider clock) => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Whole seconds since 1970 (server.unixtime of Redis).</summary>
    public static long NowSeconds(this TimeProvider clock) => clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Microseconds since 1970 (ustime() of Redis).</summary>
    public static long NowUs(this TimeProvider clock) => (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
