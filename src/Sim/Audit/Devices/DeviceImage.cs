using Sim.Kernel.Records;
using Sim.Machine.Disk;

namespace Sim.Audit.Devices;

/// <summary>What a power loss left on a real file system.</summary>
/// <param name="Image">The files of the disk, after the file system was mounted again.</param>
/// <param name="Arrived">The number of block writes that had reached the disk.</param>
/// <param name="LatestUs">The power loss was not later than what the program said next after this moment:
/// microseconds since the run began.</param>
public sealed record DeviceImage(DiskImage Image, int Arrived, long LatestUs);

/// <summary>A recorded run on a real file system, and some of its crashes.</summary>
/// <param name="Kind">The file system.</param>
/// <param name="Images">The crashes that were tried.</param>
/// <param name="Crashes">The number of all.</param>
/// <param name="Writes">The number of block writes.</param>
/// <param name="ExitCode">The exit code of the recorder.</param>
/// <param name="Output">What the recorder said.</param>
public sealed record DeviceRun(
    FileSystemKind Kind, IReadOnlyList<DeviceImage> Images, int Crashes, int Writes, int ExitCode, string Output);
