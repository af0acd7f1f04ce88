namespace Sim.Machine.Tracing;

/// <summary>A process starts or ends, or a fault prevents the return of its call.</summary>
/// <param name="AtUs">The time in microseconds since 1970.</param>
/// <param name="Pid">The process id.</param>
/// <param name="By">The kind of process.</param>
/// <param name="Ends">True when the process ends.</param>
/// <param name="Injected">True when an injected fault is the cause.</param>
internal readonly record struct LifeRecord(
    long AtUs, int Pid, Actor By, bool Ends = false, bool Injected = false)
{
    /// <summary>The event as text, such as "is forked".</summary>
    public string Text { get; init; } = string.Empty;
}
