using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Sim.Machine.Random;
using Sim.Machine.Tracing;
using Sim.Os;

namespace Sim.Machine.Faults;

/// <summary>
/// A fault as plain data. <see cref="Call"/>, <see cref="By"/> and <see cref="Path"/> select the matching calls. It is
/// injected into the <see cref="Nth"/> of them and later ones, or into each with a <see cref="Chance"/>, at most
/// <see cref="Times"/> times. It prints as one line and parses back.
/// </summary>
[JsonConverter(typeof(FaultJson))]
public sealed record Fault
{
    /// <summary>The value of <see cref="Times"/> for no limit.</summary>
    public const int ForEver = -1;

    /// <summary>The kind of call.</summary>
    public required SystemCall Call { get; init; }

    /// <summary>The process or thread that makes the call; null for any.</summary>
    public Actor? By { get; init; }

    /// <summary>
    /// The present path of the file, in which each * stands for any characters. A pipe is "pipe:[1]"; an unlinked file
    /// ends with " (deleted)". Null for any file, and for calls without a file.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>The first matching call that gets the fault, counted from 1; 0 when chance decides.</summary>
    public int Nth { get; init; }

    /// <summary>The probability for each matching call; null when <see cref="Nth"/> decides.</summary>
    public Ratio? Chance { get; init; }

    /// <summary>The largest number of injections: at least 1, or <see cref="ForEver"/>.</summary>
    public int Times { get; init; } = 1;

    /// <summary>The effect on the call.</summary>
    public FaultKind Kind { get; init; }

    /// <summary>The error of <see cref="FaultKind.Error"/>; otherwise <see cref="Errno.None"/>.</summary>
    public Errno Errno { get; init; }

    /// <summary>
    /// Bytes that get through when <see cref="FaultKind.Short"/>, microseconds more when <see
    /// cref="FaultKind.Slow"/>, which bit, counted from 1, when <see cref="FaultKind.Flip"/>, the exit code, 1 to 255,
    /// when
    /// <see cref="FaultKind.Exit"/>; otherwise 0.
    /// </summary>
    public int Amount { get; init; }

    /// <summary>The reason why this fault cannot be injected; null when it can.</summary>
    public string? Problem()
    {
        var moves = Call is SystemCall.Read or SystemCall.Write or SystemCall.ReadAt or SystemCall.WriteAt
            or SystemCall.PipeRead or SystemCall.PipeWrite;
        return this switch
        {
            { Nth: < 0 } => "the first call struck is counted from 1",
            { Nth: 0, Chance: null } => "neither a count nor a chance says which calls are struck",
            { Nth: > 0, Chance: not null } => "both a count and a chance say which calls are struck",
            { Times: 0 or < ForEver } => "the number of times must be at least 1, or no limit",
            { Kind: FaultKind.Error, Errno: Errno.None } => "an error needs its errno",
            { Kind: not FaultKind.Error, Errno: not Errno.None } => "only an error has an errno",
            { Kind: FaultKind.Short } when !moves => "only a read or a write can be short",
            { Kind: FaultKind.Flip, Call: not (SystemCall.Read or SystemCall.ReadAt) } =>
                "only what is read from a file rots",
            { Kind: FaultKind.KilledBefore or FaultKind.KilledAfter, By: not (Actor.Server or Actor.Child) } =>
                "it must say which process is killed, server or child",
            { Kind: FaultKind.Exit, By: not Actor.Child } => "only a child can be made to exit",
            { Kind: FaultKind.Hang, By: not (Actor.Child or Actor.Background) } =>
                "only a child or the background thread can hang",
            { Kind: FaultKind.Abort, Call: not (SystemCall.Sync or SystemCall.SyncData) } =>
                "only a sync can meet an error of the journal",
            { Kind: FaultKind.Exit, Amount: > 255 } => "an exit code is 255 at most",
            { Kind: FaultKind.Short or FaultKind.Slow or FaultKind.Flip or FaultKind.Exit, Amount: <= 0 } =>
                "the amount must be at least 1",
            { Kind: not (FaultKind.Short or FaultKind.Slow or FaultKind.Flip or FaultKind.Exit), Amount: not 0 } =>
                "a fault of this kind has no amount",
            { Path: "" } => "a path must not be empty",
            _ => null,
        };
    }

    /// <summary>One readable line, such as "ENOSPC on write by server of appendonly.aof, 3rd call, once".</summary>
    public override string ToString() => FaultLine.Print(this);

    /// <summary>Reads what <see cref="ToString"/> printed.</summary>
    /// <param name="line">The line.</param>
    /// <param name="fault">The fault, when true is returned.</param>
    /// <param name="problem">The problem of the line, when false is returned.</param>
    public static bool TryParse(
        string line,
        [NotNullWhen(true)] out Fault? fault,
        [NotNullWhen(false)] out string? problem) => FaultLine.TryParse(line, out fault, out problem);
}
