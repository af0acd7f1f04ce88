namespace Sim.Os.Posix;

/// <summary>
/// The ports of a real machine in one directory, through the C library of Linux or macOS. Use it from one thread at a
/// time. Dispose acts like the end of the process: it kills the children, closes the descriptors, and syncs nothing.
/// </summary>
public sealed class PosixHost : IDisposable
{
    private readonly DescriptorTable descriptors = new();

    private PosixHost(string directory, IServerLog log, TimeProvider clock, ulong seed)
    {
        var chance = new PosixRandom(seed);
        Processes = new PosixProcesses(OwnPid, (pid, program) => Start(pid, program, directory, log, clock, chance));
        Host = Assemble(descriptors, directory, Processes, clock, chance, log);
    }

    /// <summary>The ports.</summary>
    public Host Host { get; }

    /// <summary>
    /// The processes of <see cref="Host"/>, with the additional methods that run cooperative children.
    /// </summary>
    public PosixProcesses Processes { get; }

    /// <summary>The number of open descriptors of this process.</summary>
    public int OpenDescriptors => descriptors.OwnCount;

#pragma warning disable RS0030 // The real machine provides the real clock and the real process id.
    /// <summary>The clock of this machine.</summary>
    public static TimeProvider SystemClock => TimeProvider.System;

    private static int OwnPid => Environment.ProcessId;
#pragma warning restore RS0030

    /// <summary>Creates the ports of this machine.</summary>
    /// <param name="directory">The program's directory, for relative paths. It must exist.</param>
    /// <param name="log">Receives the program's log messages.</param>
    /// <param name="clock">The clock; null for the clock of the machine.</param>
    /// <param name="seed">The seed of the random numbers; null to take it from the clock.</param>
    /// <exception cref="PlatformNotSupportedException">The operating system has no POSIX calls.</exception>
    public static PosixHost Create(string directory, IServerLog log, TimeProvider? clock = null, ulong? seed = null)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException(
                "the POSIX calls that the log is written with do not exist on Windows");
        }

        clock ??= SystemClock;
        return new PosixHost(Path.GetFullPath(directory), log, clock, seed ?? (ulong)clock.NowUs());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Processes.KillAll();
        descriptors.CloseAll();
    }

    private PosixChild Start(
        int pid, ChildProgram program, string directory, IServerLog log, TimeProvider clock, PosixRandom chance)
    {
        var descriptors = this.descriptors.Fork();
        var processes = new PosixProcesses(
            pid, (_, _) => throw new InvalidOperationException("a child has no children"));
        var host = Assemble(descriptors, directory, processes, clock, chance.Fork(), log);
        return new PosixChild(program, host, descriptors, new PosixPipes(descriptors));
    }

    private static Host Assemble(
        DescriptorTable descriptors, string directory, PosixProcesses processes, TimeProvider clock, PosixRandom chance,
        IServerLog log)
    {
        var files = new PosixFiles(directory, descriptors);
        return new Host(files, new PosixPipes(descriptors), processes, new PosixBackground(files), clock, chance, log);
    }
}
