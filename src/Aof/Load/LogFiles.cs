using Aof.KnownDefects;
using Aof.MultiPart;
using Aof.State;
using Sim.Os;

namespace Aof.Load;

/// <summary>The files of a log that no server has open.</summary>
public static class LogFiles
{
    /// <summary>
    /// The paths in load order, from the server's directory; one path where the log is one file, also before a server
    /// has taken it over. EINVAL: the manifest is not valid.
    /// </summary>
    public static SysResult<IReadOnlyList<string>> Of(IFiles files, AofConfig config)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(config);
        IReadOnlyList<string> oldLog = [config.FileName];
        if (config.Layout == LogLayout.SingleFile)
        {
            return new(oldLog, Errno.None);
        }

        var text = files.ReadText(LogDirectory.PathOfManifest(config));
        if (text.Error == Errno.ENOENT)
        {
            return new(oldLog, Errno.None);
        }

        var manifest = text.Ok ? Manifest.Parse(text.Value).Manifest : null;
        return manifest is null
            ? new SysResult<IReadOnlyList<string>>([], text.Ok ? Errno.EINVAL : text.Error)
            : new SysResult<IReadOnlyList<string>>(
                [.. manifest.LoadOrder.Select(file => $"{config.DirectoryName}/{file.Name}")], Errno.None);
    }
}
