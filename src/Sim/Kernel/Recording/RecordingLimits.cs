namespace Sim.Kernel.Recording;

/// <summary>When the recording of a history stops.</summary>
/// <param name="Images">The largest number of crash images that are mounted.</param>
/// <param name="ImagesOfARun">
/// The largest number of one run. They are then drawn from all crashes of the run; without a limit they are taken in
/// their order.
/// </param>
internal sealed record RecordingLimits(int Images, int ImagesOfARun = int.MaxValue)
{
    /// <summary>True when the time is over.</summary>
    public Func<bool> IsOver { get; init; } = () => false;
}
