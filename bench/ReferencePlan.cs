using System.Globalization;
using Aof.State;
using Sim.Plans;

namespace Bench;

/// <summary>
/// The plans of the crash-state benchmarks. The reference plan has 64 commands of two clients over all types of value,
/// 0.1 s apart, with one BGREWRITEAOF in the middle and appendfsync everysec. Its disk allows everything that any known
/// file system allows. The healing at the end of every run adds another rewrite.
/// </summary>
internal static class ReferencePlan
{
    private const int Commands = 64;
    private const int PaceUs = 100_000;

    /// <summary>The reference plan.</summary>
    public static Plan Plan { get; } = new()
    {
        Seed = 64,
        Config = new PlanConfig { Policy = FsyncPolicy.EverySecond, AutoRewritePercentage = 0 },
        Disk = new PlanDisk { Preset = "posix-weak" },
        Steps = [.. Enumerable.Range(0, Commands).Select(
            index => Step(index, index == Commands / 2 ? ["BGREWRITEAOF"] : Write(index), PaceUs))],
    };

    /// <summary>
    /// A plan of many writes to a few keys. With <paramref name="rewrites"/> the log stays small; without, it grows.
    /// </summary>
    public static Plan Long(int commands, bool rewrites) => new()
    {
        Seed = 65,
        Config = new PlanConfig
        {
            Policy = FsyncPolicy.EverySecond,
            AutoRewritePercentage = rewrites ? 100 : 0,
            AutoRewriteMinSize = 4096,
        },
        Disk = new PlanDisk { Preset = "posix-weak", ImagesPerCrash = 3 },
        Steps = [.. Enumerable.Range(0, commands).Select(index => Step(index, Bounded(index), PaceUs))],
    };

    private static PlanStep Step(int index, string[] command, int paceUs) =>
        new() { AtUs = (long)index * paceUs, Client = index % 2, Command = command };

    private static string[] Write(int index)
    {
        var (key, number) = (Text(index % 5), Text(index));
        return (index % 8) switch
        {
            0 => ["SET", "string:" + key, "value:" + number],
            1 => ["RPUSH", "list:" + key, "item:" + number, "item:" + key],
            2 => ["HSET", "hash:" + key, "field:" + number, "value:" + number],
            3 => ["SADD", "set:" + key, "member:" + number],
            4 => ["ZADD", "sorted:" + key, number + ".5", "member:" + number],
            5 => ["INCR", "counter:" + key],
            6 => ["SET", "mortal:" + key, "value:" + number, "PX", "1000000"],
            _ => ["LPOP", "list:" + key],
        };
    }

    /// <summary>Writes that overwrite each other, so that the dataset stays small.</summary>
    private static string[] Bounded(int index)
    {
        var (key, number) = (Text(index % 5), Text(index));
        return (index % 4) switch
        {
            0 => ["SET", "string:" + key, "value:" + number],
            1 => ["HSET", "hash:" + key, "field:" + Text(index % 7), number],
            2 => ["ZADD", "sorted:" + key, number, "member:" + Text(index % 7)],
            _ => ["INCR", "counter:" + key],
        };
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
