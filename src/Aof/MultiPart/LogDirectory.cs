using System.Text;
using Aof.Diagnostics;
using Aof.KnownDefects;
using Aof.State;
using Sim.Os;

namespace Aof.MultiPart;

/// <summary>
/// The directory of a log of several files, and the manifest that is in force. A new manifest is written beside the old
/// one, synced, and renamed over it (writeAofManifestFile() of Redis 7.0).
/// </summary>
internal sealed class LogDirectory(AofState state)
{
    private const string Temporary = "temp-";

    private readonly bool historyNumberReused = state.Defects.Has(Defect.HistoryNumberReused);
    private readonly bool hasOffsets = state.Config.Dialect.HasOffsets();

    /// <summary>The directory is there, and its own name is on the disk.</summary>
    private bool isMade;

    /// <summary>See <see cref="Defect.LogDirectoryNotSynced"/>.</summary>
    public bool IsNeverSynced { get; } = state.Defects.Has(Defect.LogDirectoryNotSynced);

    /// <summary>The files of the log, as a server that started now would find them.</summary>
    public Manifest Manifest { get; private set; } = Manifest.Empty;

    /// <summary>The increment of a rewrite that must end before the increment is a part of the log.</summary>
    public string TemporaryIncrement => $"{Folder}/{Temporary}{Log}.incr";

    private IFiles Files => state.Host.Files;

    private string Folder => state.Config.DirectoryName;

    private string Log => state.Config.FileName;

    private string ManifestPath => PathOfManifest(state.Config);

    /// <summary>The path of the manifest of a server with these settings, from its directory.</summary>
    public static string PathOfManifest(AofConfig config) => $"{config.DirectoryName}/{config.FileName}.manifest";

    /// <summary>The path of a part, from the server's directory.</summary>
    public string PathOf(ManifestFile file) => $"{Folder}/{file.Name}";

    /// <summary>Reads the manifest; without one the log has no parts.</summary>
    /// <exception cref="ProcessExit">It cannot be read, or it is invalid.</exception>
    public void Read()
    {
        var text = Files.ReadText(ManifestPath);
        if (text.Error == Errno.ENOENT)
        {
            return;
        }

        if (!text.Ok)
        {
            throw state.Exit($"The manifest {ManifestPath} cannot be read: {text.Error.Message()}. Exiting.");
        }

        var (manifest, problem) = Manifest.Parse(text.Value);
        if (manifest is null)
        {
            Probes.Hit(Probe.StartRefused);
            throw state.Exit($"The manifest {ManifestPath} is not valid: {problem}. Exiting.");
        }

        Manifest = hasOffsets ? manifest : manifest.WithoutOffsets();
    }

    /// <summary>
    /// Makes the directory, if necessary, and its name durable. An empty one is made anew: an earlier server may have
    /// failed to sync its name, and another sync would succeed without writing it.
    /// </summary>
    public Errno Make()
    {
        if (isMade)
        {
            return Errno.None;
        }

        var error = Files.MakeDirectory(Folder);
        error = error == Errno.EEXIST && Manifest.IsEmpty && !IsNeverSynced ? MakeAnew() : error;
        if (error is not (Errno.None or Errno.EEXIST))
        {
            return error;
        }

        error = IsNeverSynced ? Errno.None : state.Fsync.Directory();
        isMade = error == Errno.None;
        return error;
    }

    private Errno MakeAnew()
    {
        var names = Files.List(Folder);
        if (!names.Ok || names.Value.Count > 0)
        {
            return names.Error;
        }

        Probes.Hit(Probe.LogDirectoryMadeAnew);
        return Files.RemoveDirectory(Folder) switch
        {
            Errno.None => Files.MakeDirectory(Folder),
            // A link, or a file system of its own: no server has made it.
            Errno.ENOTDIR or Errno.EBUSY => Errno.None,
            var error => error,
        };
    }

    /// <summary>A manifest with one increment more, which is still to be created.</summary>
    /// <param name="manifest">The manifest without it.</param>
    /// <param name="startOffset">The records before it.</param>
    public Manifest WithIncrement(Manifest manifest, long startOffset) =>
        manifest.WithIncrement(Log, historyNumberReused, hasOffsets ? startOffset : null);

    /// <summary>
    /// Says in the manifest behind which record the last increment ends. An error has no effect: the next start then
    /// estimates it (updateCurIncrAofEndOffset() of Redis 8.0).
    /// </summary>
    public void NoteEnd()
    {
        if (hasOffsets && !Manifest.Increments.IsEmpty && Write(Manifest.EndingAt(state.Offset)) == Errno.None)
        {
            _ = SyncNames();
        }
    }

    /// <summary>
    /// Creates an increment. An old file of that name goes first: it may have the name in the page cache alone, and no
    /// later sync of the directory would write it.
    /// </summary>
    public SysResult<int> Create(string path)
    {
        var error = Files.Unlink(path);
        var isLeft = error is not (Errno.None or Errno.ENOENT) && Files.SizeOf(path).Error != Errno.ENOENT;
        return isLeft ? error : Files.Open(path, state.File.Mode | OpenMode.Create | OpenMode.Truncate);
    }

    /// <summary>Moves a file of the server's directory here; no disk then has it under neither name.</summary>
    public Errno MoveIn(string file, string path)
    {
        var error = Files.Rename(file, path);
        return error == Errno.None && !IsNeverSynced ? state.Fsync.Directory() : error;
    }

    /// <summary>
    /// Puts another manifest in force. The names of the parts become durable before: a manifest must not name what is
    /// not there. After an error the old manifest is in force. After a success the caller must make the manifest's own
    /// name durable (<see cref="SyncNames"/>).
    /// </summary>
    public Errno Write(Manifest manifest)
    {
        var error = IsNeverSynced ? Errno.None : SyncNames();
        return error == Errno.None ? Replace(manifest) : error;
    }

    /// <summary>The server goes on as if a manifest that it has put in force were not: see R2 of the audit.</summary>
    public void TakeBack(Manifest old) => Manifest = old;

    /// <summary>Syncs the names of the parts and of the manifest.</summary>
    public Errno SyncNames() => state.Fsync.Directory(Folder);

    /// <summary>
    /// Deletes the files that a rewrite has replaced, and forgets them. Call it when the manifest is durable that does
    /// not need them. An error is without effect: the next rewrite forgets them again. A file in use stays: a damaged
    /// manifest, or one of Redis 7.0 (see <see cref="Defect.HistoryNumberReused"/>), may name it as history, too.
    /// </summary>
    public void DeleteHistory()
    {
        if (Manifest.History.IsEmpty)
        {
            return;
        }

        foreach (var file in Manifest.History.Where(file => historyNumberReused || !Manifest.Uses(file.Name)))
        {
            Delete(PathOf(file));
        }

        Probes.Hit(Probe.HistoryDeleted);
        _ = Replace(Manifest with { History = [] });
        _ = SyncNames();
    }

    /// <summary>Deletes a file, whose blocks are freed in the background (bg_unlink() of Redis).</summary>
    public void Delete(string path)
    {
        var opened = Files.Open(path, OpenMode.Read);
        _ = Files.Unlink(path);
        if (opened.Ok)
        {
            state.Host.Background.Submit(BackgroundJob.Close, opened.Value);
        }
    }

    /// <summary>Removes what a dead server has left and no manifest names.</summary>
    public void RemoveDead() => TempFile.RemoveDead(
        state, Folder, static name => name.StartsWith(Temporary, StringComparison.Ordinal));

    private Errno Replace(Manifest manifest)
    {
        var temporary = $"{Folder}/{Temporary}{Log}.manifest";
        var opened = Files.Open(temporary, OpenMode.Write | OpenMode.Create | OpenMode.Truncate);
        if (!opened.Ok)
        {
            return opened.Error;
        }

        var error = Files.WriteAll(opened.Value, Encoding.Latin1.GetBytes(manifest.ToString()));
        error = error == Errno.None ? Files.SyncData(opened.Value) : error;
        _ = Files.Close(opened.Value);
        error = error == Errno.None ? Files.Rename(temporary, ManifestPath) : error;
        if (error != Errno.None)
        {
            Probes.Hit(Probe.ManifestNotWritten);
            _ = Files.Unlink(temporary);
            return error;
        }

        Manifest = manifest;
        return Errno.None;
    }
}
