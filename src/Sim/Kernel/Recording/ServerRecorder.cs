using Sim.Kernel.Device;
using Sim.Kernel.Histories;
using Sim.Kernel.Records;
using Sim.Machine.Random;
using Sim.Os;

namespace Sim.Kernel.Recording;

/// <summary>What a server had after crashes.</summary>
/// <param name="Images">The crash images on which it was started again.</param>
/// <param name="Refused">The images that it refused to load.</param>
/// <param name="Reason">The last line of its log at the first refusal; empty when there was none.</param>
/// <param name="Lost">The images without some write that it had acknowledged.</param>
/// <param name="MostLost">The largest number of acknowledged writes that an image had lost.</param>
/// <param name="Broken">The images with something else than the first writes.</param>
internal sealed record ServerLosses(int Images, int Refused, string Reason, int Lost, int MostLost, int Broken);

/// <summary>
/// Runs a real redis-server on a real file system, crashes the disk everywhere, starts the server again on the images,
/// and looks for the writes that it had acknowledged. Lives on the thread of a <see cref="PrivateMounts"/>.
/// </summary>
internal sealed class ServerRecorder : IDisposable
{
    private const int Writes = 40;

    /// <summary>The writes before and after the rewrite that are the only ones.</summary>
    private const int Alone = Writes / 4;
    private const int RewriteTries = 1000;
    private const int StepMs = 10;

    /// <summary>With everysec, so that some writes are older than a second and some are not.</summary>
    private const int PauseMs = 60;

    private readonly KernelDisk disk;
    private readonly string own;
    private readonly string program;
    private readonly string policy;

    public ServerRecorder(FileSystemKind kind, string directory, string program, string policy)
    {
        (this.program, this.policy) = (program, policy);
        own = Path.Combine(directory, "server");
        disk = new KernelDisk(kind, directory);
    }

    public void Dispose() => disk.Dispose();

    /// <summary>One run, and some of its crashes.</summary>
    public ServerLosses Record(RecordingLimits limits, Prng draw)
    {
        disk.Prepare(StateText.Parse("x=a1"), RealFiles.Unrelated);
        var log = Run();
        var losses = new ServerLosses(0, 0, "", 0, 0, 0);
        List<CrashCut> cuts = [.. new CrashCuts(log, draw).All()];
        while (cuts.Count > 0 && losses.Images < limits.Images && !limits.IsOver())
        {
            var at = draw.Below(cuts.Count);
            var (arrived, places) = cuts[at];
            cuts.RemoveAt(at);
            if (disk.Crashed(log, arrived, () => losses = Look(losses, places.Max(place => place.Calls))) is
                not Errno.None and var error)
            {
                throw new IOException($"an image cannot be mounted: {error}");
            }
        }

        return losses;
    }

    private IReadOnlyList<BlockEvent> Run()
    {
        disk.Mount(keepsInFlight: true);
        try
        {
            using (var server = RealServer.Start(program, disk.Directory, policy, own))
            {
                disk.Disk.Mark(new HistoryPlace(0, IsDuring: false));
                for (var write = 0; write < Writes; write++)
                {
                    Write(server, write);
                    if (write == Alone)
                    {
                        _ = server.Send("BGREWRITEAOF");
                    }
                    else if (write == Writes - Alone)
                    {
                        WaitForRewrite(server);
                    }
                }
            }

            return disk.Disk.TakeLog();
        }
        finally
        {
            disk.Unmount();
        }
    }

    private void Write(RealServer server, int write)
    {
        disk.Disk.Mark(new HistoryPlace(write, IsDuring: true));
        if (server.Send("SET", Key(write), Value(write)) != "+OK")
        {
            throw new IOException("the server refuses a write");
        }

        disk.Disk.Mark(new HistoryPlace(write + 1, IsDuring: false));
        if (policy == "everysec")
        {
            Thread.Sleep(PauseMs);
        }
    }

    private static void WaitForRewrite(RealServer server)
    {
        for (var left = RewriteTries; left > 0 && server.Send("INFO", "persistence").Contains(
            "aof_rewrite_in_progress:1", StringComparison.Ordinal); left--)
        {
            Thread.Sleep(StepMs);
        }
    }

    private ServerLosses Look(ServerLosses before, int acknowledged)
    {
        var losses = before with { Images = before.Images + 1 };
        using var server = RealServer.Start(program, disk.Directory, policy, own);
        if (server.Refusal is { } refusal)
        {
            return losses with
            {
                Refused = losses.Refused + 1,
                Reason = losses.Refused == 0 ? refusal : losses.Reason,
            };
        }

        var found = int.Parse(server.Send("DBSIZE")[1..], System.Globalization.CultureInfo.InvariantCulture);
        if (Enumerable.Range(0, found).Any(write => server.Send("GET", Key(write)) != Value(write)))
        {
            return losses with { Broken = losses.Broken + 1 };
        }

        var lost = Math.Max(0, acknowledged - found);
        return losses with
        {
            Lost = losses.Lost + (lost > 0 ? 1 : 0),
            MostLost = Math.Max(losses.MostLost, lost),
        };
    }

    private static string Key(int write) => Invariant($"key{write}");

    /// <summary>Some within a sector, some of several blocks.</summary>
    private static string Value(int write) =>
        new((char)('a' + (write % 26)), write % 5 == 4 ? 9000 : 100 + (write * 10));
}
