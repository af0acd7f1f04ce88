namespace Sim.Process;

/// <summary>
/// The machine has gone on for as long as it may (<see cref="Machine.StepsLeft"/>): a program on it, the server's or a child's, does not come to an end.
/// Nothing in the program catches it; the one catch is where the harness judges the run.
/// </summary>
public sealed class Endless : Exception
{
    /// <summary>The budget was so many steps.</summary>
    public Endless(long steps)
        : base(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"no end after {steps} steps of processes"))
    {
    }
}
