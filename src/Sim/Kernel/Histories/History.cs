using Sim.Machine.Disk;

namespace Sim.Kernel.Histories;

/// <summary>A few calls on a small disk, short enough that every crash of them can be looked at.</summary>
/// <param name="Name">Its name in records.</param>
/// <param name="Initial">What the disk holds before the first call, as <see cref="StateText"/>. All of it is
/// durable.</param>
/// <param name="Calls">The calls.</param>
public sealed record History(string Name, string Initial, IReadOnlyList<HistoryCall> Calls)
{
    /// <summary>The disk before the first call.</summary>
    public DiskImage InitialImage => StateText.Parse(Initial);

    /// <summary>A history whose calls are given as text.</summary>
    public static History Of(string name, string initial, params string[] calls) =>
        new(name, initial, [.. calls.Select(HistoryCall.Parse)]);

    /// <summary>The history on one line.</summary>
    public override string ToString() => $"{Name}: {Initial}; {string.Join("; ", Calls)}";
}
