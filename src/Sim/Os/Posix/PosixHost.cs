namespace Sim.Os.Posix;

/// <summary>
/// A real machine: the ports over the C library of Linux or macOS, in one directory. One thread at a time. Disposing
/// it is the end of the process: children are killed, descriptors closed, nothing is synced.
/// </summary>
public sealed class PosixHost : IDisposable
{
    private readonly DescriptorTable descriptors = new();

    private PosixHost(string directory, IServerLog log, TimeProvider clock, ulong seed)
    {
        PosixRandom chance = new PosixRandom(seed);
        Processes = new PosixProcesses(OwnPid, (pid, program) => Start(pid, program, directory, log, clock, chance));
        Host = Assemble(descriptors, directory, Processes, clock, chance, log);
    }

    /// <summary>The ports.</summary>
    public Host Host { get; }

    /// <summary>The same as in <see cref="Host"/>, with what only a cooperative child needs: somebody who runs it.</summary>
    public PosixProcesses Processes { get; }

    /// <summary>How many descriptors this process has open.</summary>
    public int OpenDescriptors => descriptors.OwnCount;

#pragma warning disable RS0030 // The real machine is where the real clock and the real process id come from.
    /// <summary>The clock of this machine.</summary>
    public static TimeProvider SystemClock => TimeProvider.System;

    private static int OwnPid => Environment.ProcessId;
#pragma warning restore RS0030

    /// <summary>The ports of the machine this runs on.</summary>
    /// <param name="directory">The server's directory, which must exist: relative paths begin here.</param>
    /// <param name="log">The server's log.</param>
    /// <param name="clock">The clock; null is the machine's own.</param>
    /// <param name="seed">Where chance begins; null takes it from the clock.</param>
    /// <exception cref="PlatformNotSupportedException">On an operating system without POSIX calls.</exception>
    public static PosixHost Create(string directory, IServerLog log, TimeProvider? clock = null, ulong? seed = null)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("the POSIX calls that the log is written with do not exist on Windows");
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

    private PosixChild Start(int pid, ChildProgram program, string directory, IServerLog log, TimeProvider clock, PosixRandom chance)
    {
        var descriptors = this.descriptors.Fork();
        var processes = new PosixProcesses(pid, (_, _) => throw new InvalidOperationException("a child has no children"));
        var host = Assemble(descriptors, directory, processes, clock, chance.Fork(), log);
        return new PosixChild(program, host, descriptors, new PosixPipes(descriptors));
    }

    private static Host Assemble(
        DescriptorTable descriptors, string directory, PosixProcesses processes, TimeProvider clock, PosixRandom chance, IServerLog log)
    {
        var files = new PosixFiles(directory, descriptors);
        return new Host(files, new PosixPipes(descriptors), processes, new PosixBackground(files), clock, chance, log);
    }
}
