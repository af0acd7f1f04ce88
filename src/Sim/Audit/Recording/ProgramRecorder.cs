using System.Runtime.InteropServices;
using Sim.Audit.Records;

namespace Sim.Audit.Recording;

/// <summary>What is recorded.</summary>
/// <param name="Root">The directory that is the disk.</param>
/// <param name="Ignored">Patterns of paths in it that are not part of the disk.</param>
/// <param name="Program">The program and its arguments.</param>
/// <param name="Limit">How long the program may run before it is killed.</param>
/// <param name="AcknowledgedBy">How the program acknowledges (Promises of the checks); empty for lines.</param>
public sealed record RecordingOptions(
    string Root, IReadOnlyList<string> Ignored, IReadOnlyList<string> Program, TimeSpan Limit,
    string AcknowledgedBy = "")
{
    /// <summary>Called when the program says or hears something, with the microseconds since the run began.</summary>
    public Action<long>? Said { get; init; }

    /// <summary>The fault that is injected; null for none.</summary>
    public CallFault? Fault { get; init; }

    /// <summary>Asks for an early end: the program is killed.</summary>
    public CancellationToken Cancelled { get; init; }
}

/// <summary>A finished recording.</summary>
/// <param name="Disk">The disk, rebuilt from the record.</param>
/// <param name="Calls">The number of calls that the recorder stopped at.</param>
/// <param name="ExitCode">The program's exit code.</param>
/// <param name="Objection">Why the record cannot be believed; null when it can.</param>
public sealed record Recording(RebuiltDisk Disk, long Calls, int ExitCode, string? Objection)
{
    /// <summary>True when the program, or what it had started, still ran at the limit and was killed.</summary>
    public bool IsLate { get; init; }

    /// <summary>How often each call on the disk was made.</summary>
    public required IReadOnlyDictionary<CallSite, int> Sites { get; init; }
}

/// <summary>Runs a program and records what it does to a directory.</summary>
public static class ProgramRecorder
{
    /// <summary>Why nothing can be recorded here; null when it can.</summary>
    public static string? Objection() =>
        !OperatingSystem.IsLinux() ? "audit records on Linux only; check, show and crash work everywhere"
        : RuntimeInformation.ProcessArchitecture != Architecture.X64 ? "audit records on x86-64 processors only"
        : null;

    /// <summary>Records one run.</summary>
    /// <param name="options">What is recorded.</param>
    /// <param name="path">The file of the record.</param>
    /// <param name="clock">The clock of the entries.</param>
    /// <exception cref="PlatformNotSupportedException">Nothing can be recorded here.</exception>
    /// <exception cref="IOException">The directory is none, or the program cannot be executed.</exception>
    public static Recording Record(RecordingOptions options, string path, TimeProvider clock)
    {
        if (Objection() is { } objection)
        {
            throw new PlatformNotSupportedException(objection);
        }

        using var session = new Session(options, clock);
        string[] own = [Path.GetFullPath(path) + ".out", Path.GetFullPath(path) + ".acks"];
        using (var file = RecordStream.Create(path))
        {
            using var writer = new RecordWriter(file);
            try
            {
                Array.ForEach(own, name => File.WriteAllBytes(name, []));
                session.Run(writer, own);
            }
            catch (IOException)
            {
                File.Delete(path);
                throw;
            }
            finally
            {
                Array.ForEach(own, File.Delete);
            }
        }

        var rebuilt = RebuiltDisk.Of(RecordReader.Read(File.ReadAllBytes(path)));
        var problem = (rebuilt.IsWhole ? FolderState.Difference(rebuilt, session.After) : null) ?? rebuilt.Objection;
        return new Recording(rebuilt, session.Calls, session.ExitCode, problem)
        {
            Sites = session.Sites,
            IsLate = session.IsLate,
        };
    }

    private sealed class Session : IDisposable
    {
        /// <summary>What is made meanwhile is killed the next time.</summary>
        private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

        private readonly RecordingOptions options;
        private readonly string root;
        private readonly TimeProvider clock;
        private readonly long start;
        private readonly RecordedFiles files;
        private readonly MappedFiles mapped;
        private RecordWriter? writer;
        private int thread;

        public Session(RecordingOptions options, TimeProvider clock)
        {
            (this.options, this.clock, start) = (options, clock, clock.GetTimestamp());
            root = ThreadView.Real(options.Root);
            if (!Directory.Exists(root))
            {
                throw new IOException($"'{options.Root}' is not a directory");
            }

            files = new RecordedFiles(root, options.Ignored, Add);
            mapped = new MappedFiles(Add);
        }

        public IReadOnlyList<(string Path, byte[]? Content)> After { get; private set; } = [];

        public long Calls { get; private set; }

        public IReadOnlyDictionary<CallSite, int> Sites { get; private set; } =
            new SortedDictionary<CallSite, int>();

        public int ExitCode { get; private set; }

        public bool IsLate { get; private set; }

        public void Dispose() => mapped.Dispose();

        public void Run(RecordWriter writer, string[] own)
        {
            this.writer = writer;
            if (options.AcknowledgedBy.Length > 0)
            {
                Add(new RecordEntry(EntryKind.AcknowledgedBy) { Path = options.AcknowledgedBy });
            }

            FolderState.Entries(FolderState.Read(root, files), isAfter: false).ForEach(Add);
            Follow(own);
            thread = 0;
            mapped.Look();
            After = [.. FolderState.Read(root, files)];
            FolderState.Entries(After, isAfter: true).ForEach(Add);
            Add(new RecordEntry(EntryKind.Ended) { Number = ExitCode });
        }

        private void Follow(string[] own)
        {
            var keys = Array.ConvertAll(own, name => ThreadView.Status(name, followsLink: true)!.Value.Key);
            var watcher = new CallWatcher(files, new Channels(keys, Add), mapped, Add);
            var faults = new FaultInjector(options.Fault);
            var tracer = new Tracer(watcher, faults, number => thread = number);
            var program = Launcher.Start(own[0], own[1], options.AcknowledgedBy.Length > 0, options.Program);
            var hasBegun = false;
            using var timer = new Timer(_ =>
            {
                IsLate = !options.Cancelled.IsCancellationRequested;
                tracer.KillAll();
            });
            tracer.Executed = () =>
            {
                // The start of the launcher is not the program's time.
                (tracer.Executed, hasBegun) = (null, true);
                _ = timer.Change(options.Limit, Again);
            };
            using (options.Cancelled.Register(() => timer.Change(TimeSpan.Zero, Again)))
            {
                ExitCode = tracer.Follow(program);
            }

            if (!hasBegun)
            {
                throw new IOException($"'{options.Program[0]}' cannot be executed");
            }

            (Calls, Sites) = (tracer.Calls, faults.Counts);
        }

        private void Add(RecordEntry entry)
        {
            mapped.Added(entry);
            var atUs = (long)clock.GetElapsedTime(start).TotalMicroseconds;
            writer!.Write(entry with { AtUs = atUs, Thread = thread });
            if (entry.Kind is EntryKind.Said or EntryKind.Heard or EntryKind.Replied)
            {
                options.Said?.Invoke(atUs);
            }
        }
    }
}
