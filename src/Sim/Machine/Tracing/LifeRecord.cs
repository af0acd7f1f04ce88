namespace Sim.Machine.Tracing;

/// <summary>A process begins or ends, or a fault keeps it from coming back out of a call.</summary>
/// <param name="AtUs">When, in microseconds since 1970.</param>
/// <param name="Pid">Which.</param>
/// <param name="By">What it is.</param>
/// <param name="Ends">True when it ends.</param>
/// <param name="Text">In words.</param>
/// <param name="Struck">True when a fault did it.</param>
internal readonly record struct LifeRecord(long AtUs, int Pid, Actor By, bool Ends, string Text, bool Struck = false);
