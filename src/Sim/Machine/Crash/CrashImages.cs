using System.Collections;
using Sim.Machine.Disk;

namespace Sim.Machine.Crash;

/// <summary>The images that one crash may leave, each once.</summary>
public sealed class CrashImages : IReadOnlyList<DiskImage>
{
    private readonly List<DiskImage> images;

    internal CrashImages(List<DiskImage> images, bool isExhaustive, int built)
    {
        this.images = images;
        IsExhaustive = isExhaustive;
        Built = built;
    }

    /// <summary>True when these are all images that the model allows, false when they are a sample.</summary>
    public bool IsExhaustive { get; }

    /// <summary>The number of images that were built, including those equal to an earlier one.</summary>
    public int Built { get; }

    /// <inheritdoc />
    public int Count => images.Count;

    /// <inheritdoc />
    public DiskImage this[int index] => images[index];

    /// <inheritdoc />
    public IEnumerator<DiskImage> GetEnumerator() => images.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
