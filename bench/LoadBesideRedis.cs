using Aof.Data;
using Aof.Load;
using Aof.Os;
using Aof.Os.Posix;

namespace Bench;

/// <summary>The loading of a log of a million commands, from a real file, beside a real redis-server that loads the same bytes.</summary>
internal sealed class LoadBesideRedis : Comparison
{
    private const int Commands = 1_000_000;
    private const int Keys = 20_000;

    public override string Name => "load-beside-redis";

    public override string? Missing =>
        OperatingSystem.IsWindows() ? "it needs POSIX"
        : RedisServer.Program is null ? "there is no redis-server on the PATH, nor in REDIS_SERVER"
        : null;

    protected override double OursSeconds() => OnLog((directory, name) =>
    {
        using var machine = PosixHost.Create(directory, new Silence());
        var dataset = new Dataset();
        LoadResult? result = null;
        var seconds = Time(() => result = Loader.Read(machine.Host, name, dataset));
        return result is { Outcome: LoadOutcome.Loaded, Commands: Commands + 1 }
            ? seconds
            : throw new InvalidOperationException($"The log was not loaded: {result}");
    });

    protected override double BesideSeconds() => OnLog((directory, name) => RedisServer.LoadSeconds(Path.Combine(directory, name)));

    /// <summary>The file is written anew each time, so both find it in the page cache.</summary>
    private static double OnLog(Func<string, string, double> measure)
    {
        var directory = Directory.CreateTempSubdirectory("bench-load-").FullName;
        try
        {
            RecordedLog.Write(Path.Combine(directory, "appendonly.aof"), Commands, Keys);
            return measure(directory, "appendonly.aof");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private sealed class Silence : IServerLog
    {
        public void Write(LogLevel level, string message)
        {
        }
    }
}
