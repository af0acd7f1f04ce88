using Sim.Kernel.Histories;

namespace Sim.Kernel.Records;

/// <summary>A state that a kernel left, and the schedule that led to it.</summary>
/// <param name="State">The state, as <see cref="StateText"/>.</param>
/// <param name="Schedule">What the kernel did by itself between the calls.</param>
public readonly record struct SeenState(string State, string Schedule);

/// <summary>The states after a crash at one place of a history.</summary>
/// <param name="Place">The place.</param>
/// <param name="States">What the mounted file system showed.</param>
public sealed record CrashPlace(HistoryPlace Place, IReadOnlyList<SeenState> States);

/// <summary>What a real file system left of one history, crash by crash.</summary>
/// <param name="Kind">The file system with its options, such as ext4-ordered+lock.</param>
/// <param name="History">The history.</param>
/// <param name="Places">The crashes.</param>
public sealed record KernelRecord(string Kind, History History, IReadOnlyList<CrashPlace> Places)
{
    /// <summary>The kernel's version; empty in records that do not say.</summary>
    public string Kernel { get; init; } = "";

    /// <summary>The version of the program that made the file system; empty in records that do not say.</summary>
    public string Mkfs { get; init; } = "";

    /// <summary>The options of mount(2); empty in records that do not say.</summary>
    public string Options { get; init; } = "";

    /// <summary>The number of runs of the history.</summary>
    public int Runs { get; init; }

    /// <summary>The number of crash images that were mounted.</summary>
    public int Images { get; init; }
}
