using Sim.Machine.Disk;
using Sim.Machine.FileSystem;

namespace Tests.Properties.Disk;

/// <summary>What is done to a disk.</summary>
public enum DiskVerb
{
    Append,
    Overwrite,
    Truncate,
    Create,
    Rename,
    Unlink,
    Sync,
    SyncData,
    SyncDirectory,
    FailSync,
    FailDirectory,
    LosePages,
}

/// <summary>One thing done to a disk; what the disk refuses, a name that is not there, is not done.</summary>
/// <param name="Verb">What.</param>
/// <param name="Name">To which file.</param>
/// <param name="To">Its new name.</param>
/// <param name="Offset">Where, or the new size, in bytes.</param>
/// <param name="Data">What is written.</param>
/// <param name="Late">So many steps later a sync comes back.</param>
public sealed record DiskStep(DiskVerb Verb, string Name, string To, int Offset, string Data, int Late)
{
    public override string ToString() => $"{Verb} {Name} {To} {Offset} '{Data}' {Late}";
}

/// <summary>A short life of a disk, and what a failed sync does on it.</summary>
public sealed record DiskScript(FailedSync FailedSync, IReadOnlyList<DiskStep> Steps)
{
    public static DiskImage Initial { get; } = DiskImage.Of(("f", "abc"u8.ToArray()), ("g", "z"u8.ToArray()));

    /// <summary>A disk on which all of it has happened.</summary>
    public VirtualDisk Run()
    {
        var disk = VirtualDisk.From(Initial);
        disk.FailedSync = FailedSync;
        var late = new List<(int At, SyncTicket Ticket, bool Fails)>();
        for (var i = 0; i < Steps.Count; i++)
        {
            Do(disk, Steps[i], i, late);
            foreach (var (_, ticket, fails) in late.Where(sync => sync.At <= i))
            {
                End(disk, ticket, fails);
            }

            _ = late.RemoveAll(sync => sync.At <= i);
        }

        return disk;
    }

    public override string ToString() => $"{FailedSync}: {string.Join("; ", Steps)}";

    private static void End(VirtualDisk disk, SyncTicket ticket, bool fails)
    {
        if (fails)
        {
            disk.FailSync(ticket);
        }
        else
        {
            disk.EndSync(ticket);
        }
    }

    private static void Do(VirtualDisk disk, DiskStep step, int now, List<(int At, SyncTicket Ticket, bool Fails)> late)
    {
        var found = disk.Lookup(step.Verb is DiskVerb.SyncDirectory or DiskVerb.FailDirectory ? "." : step.Name);
        var data = System.Text.Encoding.Latin1.GetBytes(step.Data);
        _ = step.Verb switch
        {
            DiskVerb.Create => disk.Create(step.Name).Ok,
            DiskVerb.Rename => disk.Rename(step.Name, step.To) == default,
            DiskVerb.Unlink => disk.Unlink(step.Name) == default,
            _ when !found.Ok => false,
            DiskVerb.Append => disk.Write(found.Value, found.Value.Size, data).Ok,
            DiskVerb.Overwrite => disk.Write(found.Value, step.Offset, data).Ok,
            DiskVerb.Truncate => disk.Truncate(found.Value, step.Offset) == default,
            DiskVerb.LosePages => Lose(disk, found.Value),
            _ => Begin(disk, step, now, found.Value, late),
        };
    }

    private static bool Lose(VirtualDisk disk, Inode inode)
    {
        disk.LosePages(inode);
        return true;
    }

    private static bool Begin(VirtualDisk disk, DiskStep step, int now, Inode inode, List<(int At, SyncTicket Ticket, bool Fails)> late)
    {
        var fails = step.Verb is DiskVerb.FailSync or DiskVerb.FailDirectory;
        late.Add((now + step.Late, disk.BeginSync(inode, dataOnly: step.Verb == DiskVerb.SyncData), fails));
        return true;
    }
}
