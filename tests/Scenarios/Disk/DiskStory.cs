using System.Text;
using Sim.Machine.Crash;
using Sim.Machine.Disk;
using Sim.Machine.FileSystem;
using Sim.Machine.Random;
using Sim.Os;

namespace Tests.Scenarios.Disk;

/// <summary>Words for stories about a disk: what is done to it, and what a crash may leave of that.</summary>
internal sealed class DiskStory
{
    private readonly DiskImage initial;

    private DiskStory(DiskImage initial)
    {
        this.initial = initial;
        Disk = VirtualDisk.From(initial);
    }

    public VirtualDisk Disk { get; }

    /// <summary>A disk on which these files are durable.</summary>
    public static DiskStory Given(params (string Path, string Content)[] files) =>
        new(DiskImage.Of([.. files.Select(file => (file.Path, Encoding.Latin1.GetBytes(file.Content)))]));

    public Inode this[string path] => Disk.Lookup(path).Value;

    public DiskStory Create(string path)
    {
        Assert.Equal(Errno.None, Disk.Create(path).Error);
        return this;
    }

    public DiskStory Append(string path, string data) => WriteAt(path, this[path].Size, data);

    public DiskStory WriteAt(string path, long offset, string data)
    {
        Assert.Equal(data.Length, Disk.Write(this[path], offset, Encoding.Latin1.GetBytes(data)).Value);
        return this;
    }

    public DiskStory Truncate(string path, long size)
    {
        Assert.Equal(Errno.None, Disk.Truncate(this[path], size));
        return this;
    }

    public DiskStory Rename(string from, string to)
    {
        Assert.Equal(Errno.None, Disk.Rename(from, to));
        return this;
    }

    public DiskStory Unlink(string path)
    {
        Assert.Equal(Errno.None, Disk.Unlink(path));
        return this;
    }

    public DiskStory MakeDirectory(string path)
    {
        Assert.Equal(Errno.None, Disk.MakeDirectory(path));
        return this;
    }

    public DiskStory Sync(string path)
    {
        Disk.EndSync(Disk.BeginSync(this[path], dataOnly: false));
        return this;
    }

    public DiskStory SyncFails(string path)
    {
        Disk.FailSync(Disk.BeginSync(this[path], dataOnly: false));
        return this;
    }

    public DiskStory LosePages(string path)
    {
        Disk.LosePages(this[path]);
        return this;
    }

    /// <summary>What has happened so far, or its beginning.</summary>
    public IReadOnlyList<Change> Changes(int? count = null) => [.. Enumerable.Range(0, count ?? Disk.Journal.Count).Select(index => Disk.Journal[index])];

    public CrashModel Crash(int? position = null)
    {
        var model = new CrashModel(initial, Disk.Journal);
        model.MoveTo(position ?? Disk.Journal.Count);
        return model;
    }

    public CrashImages Images(DiskPreset? preset = null, int bound = 4096, ulong seed = 1) =>
        Crash().PowerLossImages(preset ?? DiskPreset.PosixWeak, bound, new Prng(new Seed(seed)));

    /// <summary>Every content that a power loss may leave under this path, in ordinal order; a missing file is "(none)". The images must be all there are.</summary>
    public string[] Possible(string path, DiskPreset? preset = null)
    {
        var images = Images(preset);
        Assert.True(images.IsExhaustive);
        return [.. images.Select(image => Text(image, path)).Distinct().Order(StringComparer.Ordinal)];
    }

    public static string Text(DiskImage image, string path) =>
        image.TryGet(path, out var content) ? Encoding.Latin1.GetString(content.Span) : "(none)";

    public static string Blocks(params char[] fill) => string.Concat(fill.Select(c => new string(c, 4096)));

    public static string Sectors(params char[] fill) => string.Concat(fill.Select(c => new string(c, 512)));
}
