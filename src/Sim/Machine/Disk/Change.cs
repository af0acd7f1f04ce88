namespace Sim.Machine.Disk;

/// <summary>
/// One entry of the journal: something happened to the disk. Inodes go by number, names by the number of their
/// directory. The closed set is: <see cref="Write"/>, <see cref="Truncate"/>, <see cref="Create"/>,
/// <see cref="MakeDirectory"/>, <see cref="Rename"/>, <see cref="Unlink"/>, <see cref="Synced"/>, <see cref="SyncFailed"/>,
/// <see cref="Reread"/>.
/// </summary>
/// <param name="Inode">Whom it happened to.</param>
public abstract record Change(int Inode)
{
    /// <summary>What happened, in words.</summary>
    public sealed override string ToString() => this switch
    {
        Write write => Words($"write of {write.Data.Length} bytes at {write.Offset} of inode {Inode}"),
        Truncate truncate => Words($"truncation of inode {Inode} to {truncate.Size} bytes"),
        Create create => Words($"creation of {create.Name} (inode {Inode})"),
        MakeDirectory make => Words($"creation of directory {make.Name} (inode {Inode})"),
        Rename rename => Words($"rename of {rename.FromName} to {rename.ToName} (inode {Inode})"),
        Unlink unlink => Words($"unlink of {unlink.Name} (inode {Inode})"),
        Synced synced => Words($"{(synced.DataOnly ? "fdatasync" : "fsync")} of inode {Inode} came back"),
        SyncFailed failed => Words($"failed sync of inode {Inode}{(failed.StaysDirty ? ", whose pages stayed dirty" : string.Empty)}"),
        _ => Words($"loss of the clean pages of inode {Inode} from the cache"),
    };

    private static string Words(FormattableString text) => FormattableString.Invariant(text);

    /// <summary>True when this change is of the kind that a sync of the inode makes durable.</summary>
    internal bool Touches(int inode) => Inode == inode && this is Write or Truncate || NamesIn(inode);

    /// <summary>
    /// True when a file system with a journal has to write that journal up to here before a sync of the inode comes back: a name in the directory
    /// changed, or the inode itself was made, or its size changed; for an fsync also when it was renamed, unlinked, or written to (times).
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

    /// <summary>Bytes were written. What lies between the old end of the file and <paramref name="Offset"/> became zeros.</summary>
    /// <param name="Inode">The file.</param>
    /// <param name="Offset">Where, in bytes.</param>
    /// <param name="Data">What; never written to again.</param>
    public sealed record Write(int Inode, long Offset, ReadOnlyMemory<byte> Data) : Change(Inode)
    {
        /// <summary>The whole file as it was cached after this change: shared with the disk, not a copy.</summary>
        internal FileContent After { get; init; } = FileContent.Empty;

        /// <summary>True when the file became longer.</summary>
        internal bool Grew { get; init; }
    }

    /// <summary>The size was set; what is new in a file that became longer is zeros.</summary>
    /// <param name="Inode">The file.</param>
    /// <param name="Size">The new size in bytes.</param>
    public sealed record Truncate(int Inode, long Size) : Change(Inode)
    {
        /// <summary>The whole file as it was cached after this change: shared with the disk, not a copy.</summary>
        internal FileContent After { get; init; } = FileContent.Empty;
    }

    /// <summary>An empty file got a name.</summary>
    /// <param name="Inode">The new file.</param>
    /// <param name="Directory">Where.</param>
    /// <param name="Name">The last part of its path.</param>
    public sealed record Create(int Inode, int Directory, string Name) : Change(Inode);

    /// <summary>An empty directory got a name.</summary>
    /// <param name="Inode">The new directory.</param>
    /// <param name="Directory">Its parent.</param>
    /// <param name="Name">The last part of its path.</param>
    public sealed record MakeDirectory(int Inode, int Directory, string Name) : Change(Inode);

    /// <summary>A name was moved, perhaps over another one.</summary>
    /// <param name="Inode">Whose name it is.</param>
    /// <param name="FromDirectory">Where it was.</param>
    /// <param name="FromName">Its old name.</param>
    /// <param name="ToDirectory">Where it is now.</param>
    /// <param name="ToName">Its new name.</param>
    /// <param name="Replaced">The inode that had the new name before; 0 when none had.</param>
    public sealed record Rename(int Inode, int FromDirectory, string FromName, int ToDirectory, string ToName, int Replaced) : Change(Inode);

    /// <summary>A name was removed, and with it (there are no hard links) the file.</summary>
    /// <param name="Inode">Whose name it was.</param>
    /// <param name="Directory">Where.</param>
    /// <param name="Name">The last part of its path.</param>
    public sealed record Unlink(int Inode, int Directory, string Name) : Change(Inode);

    /// <summary>A sync came back with success.</summary>
    /// <param name="Inode">What was synced; a directory for its names.</param>
    /// <param name="CoversUpTo">It covers the changes before this position of the journal: where it stood when the sync began.</param>
    /// <param name="DataOnly">fdatasync(2) rather than fsync(2).</param>
    public sealed record Synced(int Inode, int CoversUpTo, bool DataOnly) : Change(Inode);

    /// <summary>A sync came back with an error.</summary>
    /// <param name="Inode">What was to be synced.</param>
    /// <param name="CoversUpTo">It would have covered the changes before this position of the journal.</param>
    /// <param name="DataOnly">fdatasync(2) rather than fsync(2).</param>
    /// <param name="StaysDirty">What it would have covered is dirty still, so that a later sync covers it; otherwise it is clean.</param>
    public sealed record SyncFailed(int Inode, int CoversUpTo, bool DataOnly, bool StaysDirty = false) : Change(Inode);

    /// <summary>
    /// After a failed sync the cache lost pages that were clean though they had not been written: what the file reads as
    /// now is what the disk has. No program did this.
    /// </summary>
    /// <param name="Inode">The file.</param>
    public sealed record Reread(int Inode) : Change(Inode)
    {
        /// <summary>The whole file as it is cached after this change: shared with the disk, not a copy.</summary>
        internal FileContent After { get; init; } = FileContent.Empty;
    }
}
