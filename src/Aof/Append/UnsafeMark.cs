using Aof.Os;

namespace Aof.Append;

/// <summary>
/// An empty file beside the log that says: a fsync of the log has failed, and its pages in the cache may not be what is on the
/// disk. A server that is killed in that state leaves it to the next one, which would otherwise read the cache and believe it.
/// After a loss of power it does not matter whether the mark has survived: then what is read is what is on the disk.
/// </summary>
internal sealed class UnsafeMark(Host host, string logName)
{
    private readonly string name = logName + ".unsafe";

    /// <summary>Is there a mark? When in doubt there is.</summary>
    public bool IsThere()
    {
        var opened = host.Files.Open(name, OpenMode.Read);
        if (opened.Ok)
        {
            _ = host.Files.Close(opened.Value);
        }

        return opened.Error != Errno.ENOENT;
    }

    /// <summary>Leaves the mark.</summary>
    public void Leave()
    {
        var opened = host.Files.Open(name, OpenMode.Write | OpenMode.Create);
        if (opened.Ok)
        {
            _ = host.Files.Close(opened.Value);
        }
        else
        {
            host.Log.Write(LogLevel.Warning, $"{name} could not be created: {opened.Error.Message()}");
        }
    }

    /// <summary>Takes the mark away: a new file has taken the log's place.</summary>
    public void Remove() => _ = host.Files.Unlink(name);
}
