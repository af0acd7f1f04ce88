using Aof.Data.Execution;
using Aof.KnownDefects;
using Aof.State;

namespace Aof.Load;

/// <summary>The start of a server whose log is one file.</summary>
internal sealed class SingleFileStartup(AofState state, Executor executor) : Startup(state, executor)
{
    private readonly bool appendAtOldOffset = state.Defects.Has(Defect.AppendAtOldOffset);

    protected override LoadResult Replay(Executor executor, Action<long>? progress) =>
        Loader.Replay(State.Host.Files, State.Config.FileName, executor, State.Defects, progress);

    protected override void OpenLog(LoadResult loaded)
    {
        var copyError = CopyTo(State.Config.FileName, loaded);
        OpenFile(State.Config.FileName, loaded);
        if (loaded.Outcome == LoadOutcome.Truncated && appendAtOldOffset)
        {
            RefuseOn(State.Host.Files.Truncate(State.File.Descriptor, loaded.FileSize), "written to");
        }

        RefuseOn(State.File.GoToEnd(), "appended to");
        var nameError = State.Fsync.Directory();
        Begin(loaded);
        Check(copyError, nameError, "The name of the append only file could not be synced");
    }
}
