using System.Text;
using Aof.KnownDefects;
using Aof.State;
using Sim.Check.Crashes;
using Sim.Machine.Disk;
using Sim.Machine.Tracing;
using Sim.Plans;
using Sim.Run;

namespace Tests.Scenarios.Peer;

/// <summary>What kind of damage a crash did to the log.</summary>
public enum CrashDamage
{
    /// <summary>None: kill -9 between two flushes.</summary>
    Killed,

    /// <summary>The log ends inside a command.</summary>
    Torn,

    /// <summary>It ends inside a command of a transaction, so that MULTI stays.</summary>
    TornInTransaction,

    /// <summary>Zeros stand where data never arrived, and what is there is no log.</summary>
    Zeros,

    /// <summary>They stand inside values, and it is a log.</summary>
    ZerosAsData,

    /// <summary>Other bytes stand there, and it is no log.</summary>
    Noise,

    /// <summary>The rewritten log's name was lost: the old one is back.</summary>
    OldName,

    /// <summary>
    /// A log with a preamble is no log: the preamble is not whole, or what comes after it is not what was written.
    /// </summary>
    BadAfterRewrite,
}

/// <summary>A log that a crash of a run left.</summary>
/// <param name="Kind">What happened to it.</param>
/// <param name="Crash">Which crash it was.</param>
/// <param name="Log">Its bytes.</param>
internal sealed record CrashedLog(CrashDamage Kind, CrashChoice Crash, byte[] Log)
{
    /// <summary>
    /// Writes of two clients and a rewrite, with redis-6.0.5's defects, on a disk that may do anything; nothing of it
    /// depends on the time.
    /// </summary>
    public static Plan Plan(bool preamble) => new()
    {
        Seed = 7,
        Config = new PlanConfig
        {
            Policy = FsyncPolicy.EverySecond,
            AutoRewritePercentage = 0,
            UseRdbPreamble = preamble,
            Defects = [.. Profile.Redis605.Defects.ToString().Split(',')],
        },
        Disk = new PlanDisk { ImagesPerCrash = 12 },
        Steps = [.. Steps()],
    };

    /// <summary>Those of a run, in the order of the crashes, each log once.</summary>
    public static IEnumerable<CrashedLog> Of(Plan plan)
    {
        var disk = new CrashedDisk(LiveRun.Execute(plan, new Trace(Sim.Plans.Plan.StartUs)));
        var known = new HashSet<(CrashDamage, string)>();
        for (var position = 0; position <= disk.LastPosition; position++)
        {
            var losses = disk.PowerLossImages(position);
            var crashes = Enumerable.Range(-1, losses.Count + 1).Select(
                number => new CrashChoice(
                    position, number < 0 ? CrashKind.Kill : CrashKind.PowerLoss, Math.Max(number, 0)));
            foreach (var crash in crashes.ToList())
            {
                Assert.True(disk.TryCrash(crash, out var image, out var problem), problem);
                if (image.TryGet(TestServer.AofName, out var log)
                    && Encoding.Latin1.GetString(log.Span) is var text
                    && KindOf(crash, image, text) is { } kind
                    && known.Add((kind, text)))
                {
                    yield return new CrashedLog(kind, crash, log.ToArray());
                }
            }
        }
    }

    private static CrashDamage? KindOf(CrashChoice crash, DiskImage image, string log)
    {
        if (crash.Kind == CrashKind.Kill)
        {
            return log.Length > 0 ? CrashDamage.Killed : null;
        }

        var server = TestServer.On(new AofConfig { Defects = Profile.Redis605.Defects }, image);
        var hasPreamble = log.StartsWith("REDIS", StringComparison.Ordinal);
        if (server.ExitCode is not null)
        {
            return hasPreamble
                ? CrashDamage.BadAfterRewrite
                : log.Contains('\0', StringComparison.Ordinal) ? CrashDamage.Zeros : CrashDamage.Noise;
        }

        var left = server.Content(TestServer.AofName);
        return !hasPreamble && left.Contains('\0', StringComparison.Ordinal) ? CrashDamage.ZerosAsData
            : server.CountLogged("inside a command") == 0
            ? (image.Description.Contains($"to {TestServer.AofName}", StringComparison.Ordinal)
            ? CrashDamage.OldName
            : null)
            : left.LastIndexOf("MULTI", StringComparison.Ordinal) > left.LastIndexOf("EXEC", StringComparison.Ordinal)
            ? CrashDamage.TornInTransaction
            : CrashDamage.Torn;
    }

    private static IEnumerable<PlanStep> Steps()
    {
        for (var i = 0; i < 12; i++)
        {
            foreach (var command in i == 6 ? ["BGREWRITEAOF"] : Commands(i))
            {
                yield return new PlanStep { AtUs = i * 300_000L, Client = 0, Command = command.Split(' ') };
            }
        }
    }

    /// <summary>A transaction of several sectors, or a value of several.</summary>
    private static string[] Commands(int i)
    {
        var text = new string((char)('a' + i), 300);
        return i % 3 == 1
            ? ["MULTI", "INCR n", Invariant($"SET k{i} {text}"), $"RPUSH l {text}",
            $"SADD s {text}", "EXEC"]
            : ["INCR n", $"APPEND t {text}{text}{text}{text}{text}"];
    }
}
