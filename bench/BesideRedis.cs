using Aof.Data;
using Aof.Load;
using Sim.Machine.Process;
using Sim.Os.Posix;

namespace Bench;

/// <summary>
/// A measurement on a real log file, beside a real redis-server on the same file. The log is in its own temporary
/// directory.
/// </summary>
internal abstract class BesideRedis : SideBySide
{
    private const string LogName = "appendonly.aof";

    private string directory = "";

    public override string? Missing => RedisServer.Missing;

    protected override Wanted Wanted => Wanted.NotAbove(1);

    protected override long Length => new FileInfo(Log).Length;

    /// <summary>The path of the log.</summary>
    protected string Log => Path.Combine(directory, LogName);

    protected override void SetUp()
    {
        directory = Directory.CreateTempSubdirectory("bench-redis-").FullName;
        WriteLog();
    }

    protected override void TearDown() => Directory.Delete(directory, recursive: true);

    /// <summary>Writes the log that both sides work on.</summary>
    protected abstract void WriteLog();

    /// <summary>This project's ports in the directory of the log.</summary>
    protected PosixHost OpenHost() => PosixHost.Create(directory, SilentLog.Instance);

    /// <summary>The seconds of one load of the log into an empty dataset.</summary>
    /// <exception cref="InvalidOperationException">The result is not the expected one.</exception>
    protected double LoadSeconds(Predicate<LoadResult> isExpected)
    {
        using var machine = OpenHost();
        var dataset = new Dataset();
        LoadResult? result = null;
        var seconds = Time(() => result = Loader.Read(machine.Host, LogName, dataset));
        return result is { Outcome: LoadOutcome.Loaded } loaded && isExpected(loaded)
            ? seconds
            : throw new InvalidOperationException($"The log was not loaded: {result}");
    }
}
