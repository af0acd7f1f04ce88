using Sim.Audit.Records;
using Sim.Audit.Recording;

namespace Sim.Audit.Traces;

/// <summary>A trace of strace, and what it is a trace of.</summary>
/// <param name="Trace">The file that strace wrote.</param>
/// <param name="Root">The directory that is the disk, as the program left it.</param>
/// <param name="Ignored">Patterns of paths in it that are not part of the disk.</param>
/// <param name="WorkingDirectory">Where the program was started.</param>
/// <param name="AcknowledgedBy">How the program acknowledges (Promises of the checks); empty for lines.</param>
public sealed record TraceOptions(
    string Trace, string Root, IReadOnlyList<string> Ignored, string WorkingDirectory, string AcknowledgedBy = "")
{
    /// <summary>A copy of the directory before the run; null when it was empty.</summary>
    public string? Before { get; init; }
}

/// <summary>A trace that was made a record.</summary>
/// <param name="Disk">The disk, rebuilt from the record.</param>
/// <param name="Calls">The number of calls of the trace.</param>
/// <param name="Objection">Why the record cannot be believed; null when it can.</param>
public sealed record ImportedTrace(RebuiltDisk Disk, int Calls, string? Objection);

/// <summary>Makes a record of what strace wrote.</summary>
public static class TraceImporter
{
    /// <summary>Reads the trace and both directories, and writes the record.</summary>
    /// <param name="options">The trace.</param>
    /// <param name="path">The file of the record.</param>
    public static ImportedTrace Import(TraceOptions options, string path)
    {
        var text = TraceText.Read(File.ReadLines(options.Trace));
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Root));
        var files = new RecordedFiles(root, options.Ignored, static _ => { });
        List<(string Path, byte[]? Content)> before =
            options.Before is { } copy ? [.. Files(Path.GetFullPath(copy), options.Ignored)] : [];
        List<(string Path, byte[]? Content)> after = [.. FolderState.Read(root, files)];
        string? problem;
        using (var file = RecordStream.Create(path))
        {
            using var writer = new RecordWriter(file);
            problem = text.Problem ?? new Session(options, files, writer).Run(text.Events, before, after);
        }

        var rebuilt = RebuiltDisk.Of(RecordReader.Read(File.ReadAllBytes(path)));
        problem = (problem is null ? null : $"{options.Trace}, {problem}")
            ?? (rebuilt.IsWhole ? FolderState.Difference(rebuilt, after) : null) ?? rebuilt.Objection;
        return new ImportedTrace(rebuilt, text.Events.Count(happening => happening.Begins), problem);
    }

    private static IEnumerable<(string Path, byte[]? Content)> Files(string folder, IReadOnlyList<string> ignored) =>
        FolderState.Read(folder, new RecordedFiles(folder, ignored, static _ => { }));

    private sealed class Session(TraceOptions options, RecordedFiles files, RecordWriter writer)
    {
        private TracedEvent? now;

        /// <summary>Writes all entries. Returns what could not be followed, if anything.</summary>
        public string? Run(
            IReadOnlyList<TracedEvent> events, List<(string Path, byte[]? Content)> before,
            List<(string Path, byte[]? Content)> after)
        {
            var first = TracedProcess.First(Path.GetFullPath(options.WorkingDirectory), RecordEntry.OutputChannel);
            var follower = new TraceFollower(files.Inside, first, options.AcknowledgedBy.Length > 0, Add);
            if (options.AcknowledgedBy.Length > 0)
            {
                Add(new RecordEntry(EntryKind.AcknowledgedBy) { Path = options.AcknowledgedBy });
            }

            foreach (var entry in before)
            {
                follower.Disk.WasThere(entry.Path, entry.Content?.Length ?? 0);
            }

            FolderState.Entries(before, isAfter: false).ForEach(Add);
            for (var i = 0; i < events.Count && follower.Problem is null; i++)
            {
                now = events[i];
                follower.Follow(events[i]);
            }

            FolderState.Entries(after, isAfter: true).ForEach(Add);
            Add(new RecordEntry(EntryKind.Ended));
            return follower.Problem;
        }

        private void Add(RecordEntry entry) => writer.Write(
            entry with { AtUs = now?.AtUs ?? 0, Thread = now?.Call.Thread ?? 0 });
    }
}
