using Sim.Machine.Disk;

namespace Sim.Kernel.Records;

/// <summary>A real file system with its options, and the preset that describes it.</summary>
/// <param name="Name">Its name in records.</param>
/// <param name="Type">The type for mount(2).</param>
/// <param name="Options">The options for mount(2).</param>
/// <param name="Mkfs">The program that makes it, with its arguments before the device.</param>
/// <param name="SizeMiB">The size of the disk.</param>
/// <param name="Preset">The preset.</param>
public sealed record FileSystemKind(
    string Name, string Type, string Options, string Mkfs, int SizeMiB, DiskPreset Preset)
{
    /// <summary>Blocks of 4096 bytes, which mkfs would not choose for so small a disk.</summary>
    private const string Ext4 = "mkfs.ext4 -q -F -b 4096 -J size=4";

    /// <summary>
    /// All of them. nouuid: images of one xfs have the same UUID, and two recordings at a time may mount them.
    /// </summary>
    public static IReadOnlyList<FileSystemKind> All { get; } =
    [
        new("ext4-ordered", "ext4", "data=ordered", Ext4, 24, DiskPreset.Ext4Ordered),
        new("ext4-writeback", "ext4", "data=writeback", Ext4, 24, DiskPreset.Ext4Writeback),
        new("ext4-ordered+lock", "ext4", "data=ordered,dioread_lock", Ext4, 24, DiskPreset.Ext4DioreadLock),
        new("ext4-journal", "ext4", "data=journal", Ext4, 24, DiskPreset.Ext4Journal),
        new("xfs", "xfs", "nouuid", "mkfs.xfs -q -f --unsupported", 32, DiskPreset.Xfs),
        new("btrfs", "btrfs", "nodiscard", "mkfs.btrfs -q -f", 110, DiskPreset.Btrfs),
    ];

    /// <summary>The file system of a name.</summary>
    /// <exception cref="FormatException">There is none of that name.</exception>
    public static FileSystemKind Named(string name) => All.FirstOrDefault(kind => kind.Name == name)
        ?? throw new FormatException(
            $"there is no file system '{name}', only {string.Join(", ", All.Select(kind => kind.Name))}");
}
