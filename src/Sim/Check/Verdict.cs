using Sim.Check.Rules;
using Sim.Plans;

namespace Sim.Check;

/// <summary>What a run and all its crashes came to.</summary>
public sealed record Verdict
{
    /// <summary>The first broken promise; null when none was.</summary>
    public Violation? Violation { get; init; }

    /// <summary>Crash states verified: pairs of a crash point and an image.</summary>
    public long States { get; init; }

    /// <summary>Different images among them, on which a server was started.</summary>
    public long DistinctImages { get; init; }

    /// <summary>States in which the server refused to start, as it may, and the checker's repair was right.</summary>
    public long Refused { get; init; }

    /// <summary>
    /// States whose damage the format cannot tell from data: bytes inside a value that no program wrote, or a rewritten
    /// log that a disk with lying syncs cut short. They are excused, and counted.
    /// </summary>
    public long Undetectable { get; init; }

    /// <summary>States in which one bit of the log had rotted.</summary>
    public long Rotten { get; init; }

    /// <summary>
    /// Those among them that were loaded, and gave a state that never was, or less than was promised.
    /// </summary>
    public long RotUndetected { get; init; }

    /// <summary>
    /// The largest span of acknowledged writes lost to a power loss under everysec on a healthy disk, in microseconds.
    /// </summary>
    public long LargestWindowUs { get; init; }

    /// <summary>This and one more crash state.</summary>
    internal Verdict With(JudgedState state)
    {
        var (outcome, ruling) = (state.Outcome, state.Ruling);
        var counted = this with { States = States + 1 };
        return ruling switch
        {
            { IsViolation: true } => counted,
            _ when state.Crash.Kind == CrashKind.BitRot =>
                ruling.IsExcused ? counted with { RotUndetected = RotUndetected + 1 } : counted,
            { IsExcused: true } when outcome.State is not null =>
                counted with { Undetectable = Undetectable + 1 },
            _ when outcome.Refused is not null || outcome.State is null => counted with { Refused = Refused + 1 },
            _ => counted,
        };
    }
}
