using Sim.Check.Rules;
using Sim.Machine.Disk;
using Sim.Plans;

namespace Sim.Check;

/// <summary>One crash state and what became of it.</summary>
/// <param name="Crash">The crash.</param>
/// <param name="Image">What it left on the disk.</param>
/// <param name="Outcome">What a server made of that.</param>
/// <param name="Floor">What had been promised.</param>
/// <param name="Ruling">What the contract says of it.</param>
public sealed record JudgedState(
    CrashChoice Crash, DiskImage Image, RecoveryOutcome Outcome, RequiredPrefix Floor, Ruling Ruling)
{
    /// <summary>Which promise is broken; null when none is.</summary>
    public ViolationKind? Broken => Ruling.Broken;

    /// <summary>True when one is broken by damage that the format cannot show, so the server is not to blame.</summary>
    public bool Undetectable => Ruling.IsExcused;
}
