using Aof.Data.Execution;
using Aof.KnownDefects;
using Sim.Os;

namespace Aof.Load;

/// <summary>
/// Replays the parts of a log one after the other (loadAppendOnlyFiles() of Redis 7.0). Only the last may be torn: a
/// server that went on behind a torn part would have a hole in its history.
/// </summary>
internal static class PartsLoader
{
    /// <summary>Replays all parts, or those up to the first that no server can start with.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="parts">The paths of the parts in load order; at least one.</param>
    /// <param name="executor">Executes the commands.</param>
    /// <param name="defects">The defects that are switched on.</param>
    /// <param name="progress">Called as <see cref="Loader"/> does, with the offset in all parts together.</param>
    public static LoadResult Replay(
        IFiles files, IReadOnlyList<string> parts, Executor executor, Defects defects, Action<long>? progress)
    {
        var all = new LoadResult { Outcome = LoadOutcome.Empty };
        for (var i = 0; i < parts.Count; i++)
        {
            var before = all.EarlierSize + all.FileSize;
            var part = Loader.Replay(
                files, parts[i], executor, defects, progress is null ? null : at => progress(before + at));
            all = Together(all, part, isFirst: i == 0, isLast: i == parts.Count - 1);
            if (!all.Usable && all.Outcome != LoadOutcome.UnexpectedEnd)
            {
                break;
            }
        }

        return all;
    }

    private static LoadResult Together(LoadResult before, LoadResult part, bool isFirst, bool isLast) => part with
    {
        Outcome = part.Outcome switch
        {
            LoadOutcome.Missing => LoadOutcome.ReadError,
            LoadOutcome.UnexpectedEnd when !isLast => LoadOutcome.TornBeforeEnd,
            LoadOutcome.Empty when before.Outcome == LoadOutcome.Loaded => LoadOutcome.Loaded,
            _ => part.Outcome,
        },
        DamageBegins = isLast ? part.DamageBegins : null,
        EarlierSize = before.EarlierSize + before.FileSize,
        RewrittenSize = isFirst ? part.FileSize : before.RewrittenSize,
        Commands = before.Commands + part.Commands,
        Keys = before.Keys + part.Keys,
        Notices = [.. before.Notices, .. part.Notices],
        Refused = Together(before.Refused, part.Refused, part.Path),
        Reason = part.Outcome == LoadOutcome.UnexpectedEnd && !isLast
            ? $"{part.Path}: {part.Reason}, and it is not the last file of the log"
            : part.Reason.Length == 0 ? "" : $"{part.Path}: {part.Reason}",
    };

    private static RefusedCommands? Together(RefusedCommands? before, RefusedCommands? part, string path) =>
        before is null ? part is null ? null : part with { Reason = $"{part.Reason} ({path})" }
        : before with { Count = before.Count + (part?.Count ?? 0) };
}
