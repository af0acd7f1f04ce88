using Sim.Machine.Crash;
using Sim.Machine.Disk;
using Sim.Machine.FileSystem;

namespace Sim.Kernel.Histories;

/// <summary>A history on the simulated disk: what the model says about each of its crashes.</summary>
public sealed class SimulatedHistory
{
    private readonly DiskImage initial;
    private readonly VirtualDisk disk;
    private readonly SortedList<string, Inode> files = new(StringComparer.Ordinal);
    private readonly List<int> positions = [0];

    /// <summary>Runs the history.</summary>
    /// <exception cref="FormatException">A call of it fails.</exception>
    public SimulatedHistory(History history)
    {
        initial = history.InitialImage;
        disk = VirtualDisk.From(initial);
        foreach (var entry in initial.Entries)
        {
            files[entry.Path] = disk.Lookup(entry.Path).Value;
        }

        files["."] = disk.Lookup(".").Value;
        foreach (var call in history.Calls)
        {
            Do(call);
            positions.Add(disk.Journal.Count);
        }
    }

    /// <summary>The number of calls.</summary>
    public int Calls => positions.Count - 1;

    /// <summary>The crash after so many calls.</summary>
    public CrashModel After(int calls) => At(positions[calls]);

    /// <summary>
    /// The crashes at a place, the last one first. By rule C1 a call ends some changes after it began.
    /// </summary>
    public IEnumerable<CrashModel> At(HistoryPlace place)
    {
        var first = positions[place.Calls];
        var last = place.IsDuring && place.Calls < Calls ? positions[place.Calls + 1] : first;
        for (var position = last; position >= first; position--)
        {
            yield return At(position);
        }
    }

    private CrashModel At(int position)
    {
        var model = new CrashModel(initial, disk.Journal);
        model.MoveTo(position);
        return model;
    }

    private void Do(HistoryCall call)
    {
        _ = call.Kind switch
        {
            CallKind.Create => Check(disk.Create(call.Path).Ok, call) && Open(call.Path),
            CallKind.Mkdir => Check(disk.MakeDirectory(call.Path) == default, call) && Open(call.Path),
            CallKind.Write => Write(File(call), call),
            CallKind.Dsync => Write(File(call), call) && Sync(File(call), dataOnly: true),
            CallKind.Trunc => Check(disk.Truncate(File(call), call.Offset) == default, call),
            CallKind.Allocate => Check(disk.Allocate(File(call), call.Offset) == default, call),
            CallKind.Rename => Check(disk.Rename(call.Path, call.To) == default, call) && Moved(call.Path, call.To),
            CallKind.Unlink => Check(disk.Unlink(call.Path) == default, call),
            CallKind.Fsync or CallKind.Fdatasync => Sync(File(call), call.Kind == CallKind.Fdatasync),
            _ => throw new ArgumentOutOfRangeException(nameof(call)),
        };
    }

    private static bool Check(bool isDone, HistoryCall call) =>
        isDone ? true : throw new FormatException($"the call '{call}' fails");

    private Inode File(HistoryCall call) => files.TryGetValue(call.Path, out var inode)
        ? inode
        : throw new FormatException($"the call '{call}' has no file");

    private bool Open(string path)
    {
        files[path] = disk.Lookup(path).Value;
        return true;
    }

    private bool Write(Inode file, HistoryCall call) => Check(
        disk.Write(file, call.Offset < 0 ? file.Size : call.Offset, ContentText.Parse(call.Data)).Ok, call);

    /// <summary>The open files below a renamed directory move with it.</summary>
    private bool Moved(string from, string to)
    {
        foreach (var path in HandlePaths.Below(from, files.Keys))
        {
            files[HandlePaths.Moved(path, from, to)] = files[path];
            _ = files.Remove(path);
        }

        return true;
    }

    private bool Sync(Inode inode, bool dataOnly)
    {
        disk.EndSync(disk.BeginSync(inode, dataOnly));
        return true;
    }
}
