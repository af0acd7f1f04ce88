using Aof.Data;

namespace Sim.Check.Crashes;

/// <summary>What a start without faults makes of an image, after a repair where it refuses to start.</summary>
/// <param name="Data">The dataset; null when the server refuses to start even then.</param>
/// <param name="Logs">The log of the image, and then after each change that the start makes.</param>
internal sealed record UndisturbedStart(Dataset? Data, IReadOnlyList<byte[]> Logs);
