namespace Sim.Machine.Disk;

/// <summary>
/// One entry of the journal: a change of the disk, or the end of a sync. Files and directories are given by inode
/// number. The closed set is: <see cref="Write"/>, <see cref="Truncate"/>, <see cref="Create"/>,
/// <see cref="MakeDirectory"/>, <see cref="Rename"/>, <see cref="Unlink"/>, <see cref="Synced"/>,
/// <see cref="SyncFailed"/>, <see cref="Reread"/>, <see cref="Aborted"/>.
/// </summary>
/// <param name="Inode">The inode number of the file or directory.</param>
public abstract record Change(int Inode)
{
    /// <summary>One line of text, such as "write of 5 bytes at 0 of inode 2".</summary>
    public sealed override string ToString() => this switch
    {
        Write write => Words($"write of {write.Data.Length} bytes at {write.Offset} of inode {Inode}"),
        Truncate truncate => Words($"truncation of inode {Inode} to {truncate.Size} bytes"),
        Create create => Words($"creation of {create.Name} (inode {Inode})"),
        MakeDirectory make => Words($"creation of directory {make.Name} (inode {Inode})"),
        Rename rename => Words($"rename of {rename.FromName} to {rename.ToName} (inode {Inode})"),
        Unlink unlink => Words($"unlink of {unlink.Name} (inode {Inode})"),
        Synced synced => Words($"{(synced.DataOnly ? "fdatasync" : "fsync")} of inode {Inode} came back"),
        SyncFailed failed =>
            Words($"failed sync of inode {Inode}{(failed.StaysDirty ? ", whose pages stayed dirty" : string.Empty)}"),
        Aborted => Words($"the journal aborted in a sync of inode {Inode}"),
        _ => Words($"loss of the clean pages of inode {Inode} from the cache"),
    };

    private static string Words(FormattableString text) => FormattableString.Invariant(text);

    /// <summary>True when a sync of the inode makes this change durable (rules Y2, Y3).</summary>
    internal bool Touches(int inode) => Inode == inode && this is Write or Truncate || NamesIn(inode);

    /// <summary>
    /// Rule Y5: true when a file system with a journal must write the journal up to here before a sync of the inode
    /// returns. An fsync also journals the times of a written file, and renames and unlinks.
    /// </summary>
    internal bool IsJournalledFor(int inode, bool dataOnly) => NamesIn(inode) || (Inode == inode && this switch
    {
        Create or MakeDirectory or Truncate => true,
        Write write => !dataOnly || write.Grew,
        Rename or Unlink => !dataOnly,
        _ => false,
    });

    private bool NamesIn(int directory) => this switch
    {
        Create create => create.Directory == directory,
        MakeDirectory make => make.Directory == directory,
        Unlink unlink => unlink.Directory == directory,
        Rename rename => rename.FromDirectory == directory || rename.ToDirectory == directory,
        _ => false,
    };

    /// <summary>
    /// Bytes were written. The bytes between the old end of the file and <paramref name="Offset"/> became zeros.
    /// </summary>
    /// <param name="Inode">The file.</param>
    /// <param name="Offset">The offset in the file, in bytes.</param>
    /// <param name="Data">The bytes. They never change.</param>
    public sealed record Write(int Inode, long Offset, ReadOnlyMemory<byte> Data) : Change(Inode)
    {
        /// <summary>The whole cached file after this change. Shared with the disk, not a copy.</summary>
        internal FileContent After { get; init; } = FileContent.Empty;

        /// <summary>True when the file became longer.</summary>
        internal bool Grew { get; init; }
    }

    /// <summary>The size was set. New bytes of a file that became longer are zeros.</summary>
    /// <param name="Inode">The file.</param>
    /// <param name="Size">The new size in bytes.</param>
    public sealed record Truncate(int Inode, long Size) : Change(Inode)
    {
        /// <summary>The whole cached file after this change. Shared with the disk, not a copy.</summary>
        internal FileContent After { get; init; } = FileContent.Empty;
    }

    /// <summary>An empty file was created.</summary>
    /// <param name="Inode">The new file.</param>
    /// <param name="Directory">The directory of its name.</param>
    /// <param name="Name">The last part of its path.</param>
    public sealed record Create(int Inode, int Directory, string Name) : Change(Inode);

    /// <summary>An empty directory was created.</summary>
    /// <param name="Inode">The new directory.</param>
    /// <param name="Directory">Its parent.</param>
    /// <param name="Name">The last part of its path.</param>
    public sealed record MakeDirectory(int Inode, int Directory, string Name) : Change(Inode);

    /// <summary>A file or directory was renamed, perhaps over another one.</summary>
    /// <param name="Inode">The file or directory that was renamed.</param>
    /// <param name="FromDirectory">The directory of the old name.</param>
    /// <param name="FromName">The old name.</param>
    /// <param name="ToDirectory">The directory of the new name.</param>
    /// <param name="ToName">The new name.</param>
    /// <param name="Replaced">The inode that had the new name before; 0 when none had.</param>
    public sealed record Rename(
        int Inode, int FromDirectory, string FromName, int ToDirectory, string ToName, int Replaced) : Change(Inode);

    /// <summary>
    /// The name of a file or of an empty directory was removed. There are no hard links, so it is gone too.
    /// </summary>
    /// <param name="Inode">The file or directory.</param>
    /// <param name="Directory">The directory of the name.</param>
    /// <param name="Name">The last part of its path.</param>
    public sealed record Unlink(int Inode, int Directory, string Name) : Change(Inode);

    /// <summary>A sync returned success.</summary>
    /// <param name="Inode">The file, or the directory whose names were synced.</param>
    /// <param name="CoversUpTo">
    /// The length of the journal when the sync began. It covers the changes before this index (rule Y1).
    /// </param>
    /// <param name="DataOnly">True for fdatasync(2), false for fsync(2).</param>
    public sealed record Synced(int Inode, int CoversUpTo, bool DataOnly) : Change(Inode)
    {
        /// <summary>Rule F5: blocks that it did not write, although they were written to.</summary>
        internal IReadOnlyList<int> Unwritten { get; init; } = [];
    }

    /// <summary>A sync returned an error.</summary>
    /// <param name="Inode">The file or directory.</param>
    /// <param name="CoversUpTo">It would have covered the changes before this index of the journal.</param>
    /// <param name="DataOnly">True for fdatasync(2), false for fsync(2).</param>
    /// <param name="StaysDirty">
    /// True when its pages stay dirty, so that a later sync covers them (rule F3). False when they are clean (rule F1).
    /// </param>
    public sealed record SyncFailed(int Inode, int CoversUpTo, bool DataOnly, bool StaysDirty = false) : Change(Inode);

    /// <summary>The journal of the file system aborted: no later sync makes anything durable.</summary>
    /// <param name="Inode">The file or directory whose sync met the error.</param>
    public sealed record Aborted(int Inode) : Change(Inode);

    /// <summary>
    /// The cache dropped pages that a failed sync had left clean. The file now reads as the disk has it (rule L1). No
    /// program did this.
    /// </summary>
    /// <param name="Inode">The file.</param>
    public sealed record Reread(int Inode) : Change(Inode)
    {
        /// <summary>The whole cached file after this change. Shared with the disk, not a copy.</summary>
        internal FileContent After { get; init; } = FileContent.Empty;
    }
}
