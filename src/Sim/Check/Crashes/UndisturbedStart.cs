using Aof.Data;
using Sim.Machine.Disk;

namespace Sim.Check.Crashes;

/// <summary>What a start without faults makes of an image, after a repair where it refuses to start.</summary>
/// <param name="Data">The dataset; null when the server refuses to start even then.</param>
/// <param name="Disk">What is on the disk afterwards.</param>
internal sealed record UndisturbedStart(Dataset? Data, DiskImage Disk);
