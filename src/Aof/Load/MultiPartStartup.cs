using Aof.Data.Execution;
using Aof.Diagnostics;
using Aof.MultiPart;
using Aof.Rewrite;
using Aof.State;
using Sim.Os;

namespace Aof.Load;

/// <summary>
/// The start of a server whose log has several files (aofOpenIfNeededOnServerStart() of Redis 7.0).
/// <list type="number">
/// <item>All parts but the last were synced before a manifest named the one behind them. So only the last is
/// copied.</item>
/// <item>A log without a part gets a base; one without an increment gets an increment, unless its base could not be
/// copied: then the server goes on with the base, until a rewrite has made another.</item>
/// <item>The manifest is written anew: the rename of the present one may be in the page cache alone.</item>
/// <item>A log of one file, as older versions leave it, is taken over where there are no parts. It stays until the
/// manifest is durable that names its copy as the base (aofUpgradePrepare()).</item>
/// </list>
/// </summary>
internal sealed class MultiPartStartup(AofState state, Executor executor, LogDirectory directory)
    : Startup(state, executor)
{
    /// <summary>The log is an old one, and its first part is still where older versions keep it.</summary>
    private bool isOldLog;

    private IFiles Files => State.Host.Files;

    private string LogName => State.Config.FileName;

    /// <summary>The old log as the base of the new one; it keeps its name.</summary>
    private Manifest OldLog => Manifest.Empty with { Base = new ManifestFile(LogName, 1, ManifestFileType.Base) };

    public override void RemoveDead()
    {
        base.RemoveDead();
        directory.RemoveDead();
    }

    public override void Prepare() => directory.Read();

    protected override LoadResult Replay(Executor executor, Action<long>? progress)
    {
        isOldLog = HasOldLog();
        if (isOldLog && directory.IsNeverSynced)
        {
            MoveOldLog();
        }

        string[] parts = isOldLog ? [LogName] : [.. directory.Manifest.LoadOrder.Select(directory.PathOf)];
        if (parts.Length == 0)
        {
            Probes.Hit(Probe.LogMissing);
            return new LoadResult { Outcome = LoadOutcome.Missing };
        }

        var loaded = PartsLoader.Replay(Files, parts, executor, State.Defects, progress);
        return directory.Manifest.Base is null ? loaded with { RewrittenSize = 0 } : loaded;
    }

    protected override void OpenLog(LoadResult loaded)
    {
        RefuseOn(directory.Make(), "kept in its directory");
        var manifest = isOldLog ? OldLog : directory.Manifest;
        var copyError = manifest.Last is { } last ? CopyTo(directory.PathOf(last), loaded) : Errno.None;
        if (isOldLog)
        {
            RefuseOn(copyError, "copied into its directory");
        }

        manifest = manifest.IsEmpty ? manifest.Rewritten(LogName, CreateBase(), keepsLast: false) : manifest;
        var isNew = manifest.Increments.IsEmpty && copyError == Errno.None;
        State.Offset = OffsetBehind(manifest, loaded);
        manifest = isNew ? directory.WithIncrement(manifest, State.Offset) : manifest.EndingAt(null);
        if (isNew)
        {
            CutBase(loaded);
            CreateIncrement(directory.PathOf(manifest.Last!));
        }
        else
        {
            OpenFile(directory.PathOf(manifest.Last!), loaded);
        }

        RefuseOn(State.File.GoToEnd(), "appended to");
        RefuseOn(directory.Write(manifest), "named in a manifest");
        var nameError = directory.SyncNames();
        Begin(isNew ? loaded with { EarlierSize = loaded.EarlierSize + loaded.Offset } : loaded);
        Check(copyError, nameError, "The names of the append only file could not be synced");
        if (nameError == Errno.None)
        {
            directory.DeleteHistory();
            RemoveOldLog();
        }
    }

    /// <summary>
    /// The records of the log. Where the last increment does not say it, no less than they can be: one for each byte
    /// (updateReplOffsetAndResetEndOffset() of Redis 8.0).
    /// </summary>
    private static long OffsetBehind(Manifest manifest, LoadResult loaded) =>
        manifest.Increments.LastOrDefault() is not { } last ? 0
        : last.EndOffset ?? ((last.StartOffset ?? 0) + loaded.Offset);

    /// <summary>
    /// A log of an older version is there, and there are no parts. A crash while it was taken over may have left a
    /// manifest that names it, and nothing else.
    /// </summary>
    private bool HasOldLog() =>
        Exists(LogName) && (directory.Manifest.IsEmpty || (IsNamedOldLog && !Exists(directory.PathOf(OldLog.Base!))));

    private bool IsNamedOldLog =>
        directory.Manifest is { Base.Name: var name, Increments.IsEmpty: true } && name == LogName;

    /// <summary>As Redis 7.0 does it, which syncs neither name: the only one of the data is moved.</summary>
    private void MoveOldLog()
    {
        RefuseOn(directory.Make(), "kept in its directory");
        RefuseOn(directory.Write(OldLog), "named in a manifest");
        RefuseOn(directory.SyncNames(), "named in a manifest");
        RefuseOn(Files.Rename(LogName, directory.PathOf(OldLog.Base!)), "moved into its directory");
        isOldLog = false;
    }

    private void RemoveOldLog()
    {
        if (directory.Manifest.Base?.Name == LogName && Files.SizeOf(LogName).Ok)
        {
            directory.Delete(LogName);
            State.Log(LogLevel.Notice, $"{LogName} of an older version was taken over.");
        }
    }

    /// <summary>Writes a base without data.</summary>
    /// <returns>Whether it is an RDB file.</returns>
    private bool CreateBase()
    {
        var host = State.Host;
        foreach (var _ in new RewriteChild(host, State.Data, pipe: null, State.Config, State.Intervals).Run())
        {
            // The server writes it itself, and waits for nothing.
        }

        var first = Manifest.Empty.Rewritten(LogName, State.Config.UseRdbPreamble, keepsLast: false).Base!;
        RefuseOn(
            directory.MoveIn(TempFile.Finished(host.Processes.Current), directory.PathOf(first)),
            "given its first base");
        if (State.Config.Timestamps && !State.Config.UseRdbPreamble)
        {
            State.AnnotatedSec = host.Clock.NowSeconds();
        }

        return State.Config.UseRdbPreamble;
    }

    /// <summary>A torn base of which there is no copy is cut in its place, before an increment follows it.</summary>
    private void CutBase(LoadResult loaded)
    {
        if (loaded.Outcome == LoadOutcome.Truncated && !IsCopied)
        {
            var opened = Files.Open(loaded.Path, OpenMode.Write);
            RefuseOn(opened.Error, "cut");
            Cut(opened.Value, loaded);
            _ = Files.Close(opened.Value);
        }
    }

    private void CreateIncrement(string path)
    {
        var created = directory.Create(path);
        RefuseOn(created.Error, "opened for appending");
        _ = State.File.Continue(created.Value, path, isTemporary: false);
    }

    /// <summary>Whether a file is there. Where that cannot be known, nothing must be decided by it.</summary>
    private bool Exists(string path)
    {
        var size = Files.SizeOf(path);
        RefuseOn(size.Error == Errno.ENOENT ? Errno.None : size.Error, "looked for");
        return size.Ok;
    }
}
