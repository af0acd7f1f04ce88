using System.Globalization;
using Aof.Data.Primitives;
using Aof.State;
using Sim.Check.Rules;
using Sim.Machine.Tracing;
using Sim.Os;
using Sim.Plans;
using Sim.Run;

namespace Sim.Check.Invariants;

/// <summary>
/// Rule 16 of the <see cref="Contract"/>, as far as it is about time. A client that waits in WAITAOF for this server
/// alone gets its reply:
/// <list type="number">
/// <item>in the turn after an fsync that succeeded and began after the last write of what the client waits for, unless
/// the log is off, unsafe, or waits for its first rewrite;</item>
/// <item>in the turn after its timeout is over, and "no" not before.</item>
/// </list>
/// </summary>
internal sealed class SyncWaitCheck
{
    /// <summary>How late a busy machine may read its clock, and the rounding of it.</summary>
    private const int LateUs = 10_000;

    /// <summary>A longer timeout counts as none.</summary>
    private const long MaxTimeoutMs = 1L << 40;

    private readonly LiveRun run;
    private readonly Action<ViolationKind, string> report;
    private readonly List<Wait> waits = [];
    private bool isQueued;

    /// <summary>When the last write of the log had returned.</summary>
    private long writtenUs;

    /// <summary>When the last fsync of the log began that succeeded.</summary>
    private long syncedUs;

    /// <summary>
    /// When the last write had returned before the background fsync under way was begun; null: none is. A write that
    /// comes before a queued fsync is not what the server has given to it.
    /// </summary>
    private long? givenUs;

    private long turnEndedUs;

    /// <summary>Follows a run from its beginning.</summary>
    public SyncWaitCheck(LiveRun run, Action<ViolationKind, string> report)
    {
        (this.run, this.report) = (run, report);
        run.CommandStarting += client => isQueued = client.Session.InTransaction;
        run.CommandTaken += Taken;
        run.ReplySent += (client, argv, reply) => Sent(client, argv, reply);
        run.Disconnected += client => _ = waits.RemoveAll(wait => wait.Client == client.Number);
    }

    private long NowUs => run.Machine.Clock.NowUs;

    /// <summary>A server is about to start.</summary>
    public void Begin()
    {
        waits.Clear();
        (writtenUs, syncedUs, givenUs, turnEndedUs) = (0, 0, null, NowUs);
    }

    /// <summary>A call has returned.</summary>
    public void OnCall(in CallRecord call)
    {
        if (call.Error != Errno.None || !ServerFiles.IsAppendedTo(call.Path))
        {
            return;
        }

        if (call is { By: Actor.Server, Call: SystemCall.Write })
        {
            writtenUs = call.NowUs;
        }
        else if (call is { By: Actor.Server or Actor.Background, Call: SystemCall.SyncData or SystemCall.Sync })
        {
            var given = call.By == Actor.Background ? givenUs : null;
            syncedUs = Math.Max(syncedUs, Math.Min(call.BeganUs, given ?? long.MaxValue));
        }
    }

    /// <summary>A turn is over, and its replies are out.</summary>
    public void TurnEnded(AofStatus status)
    {
        var settled = status is { Mode: AofMode.On, FileUnsafe: false, PendingBackgroundSyncs: 0 };
        foreach (var wait in waits)
        {
            if (turnEndedUs > wait.EndsUs + LateUs)
            {
                report(ViolationKind.Stalled, $"the timeout of WAITAOF is over, and {wait} got no reply");
            }

            wait.NeedsUs ??= settled && status.BufferLength == 0 ? writtenUs : null;
            var isCovered = settled && wait is { IsForThisServer: true, NeedsUs: { } needsUs } && syncedUs >= needsUs;
            wait.TurnsCovered = isCovered ? wait.TurnsCovered + 1 : 0;
            if (wait.TurnsCovered == 2)
            {
                report(ViolationKind.Stalled,
                    $"an fsync has covered what {wait} waits for in WAITAOF, and the client got no reply");
            }
        }

        givenUs = status.PendingBackgroundSyncs > 0 ? givenUs ?? writtenUs : null;
        turnEndedUs = NowUs;
    }

    private void Taken(int client, IReadOnlyList<Bytes> argv)
    {
        if (!isQueued && argv[0].EqualsIgnoreCase("WAITAOF"))
        {
            var isForThisServer = argv.Count == 4 && argv[1].ToLatin1() == "1" && argv[2].ToLatin1() == "0";
            var ms = long.TryParse(argv[^1].ToLatin1(), CultureInfo.InvariantCulture, out var number) ? number : 0;
            var endsUs = ms is > 0 and < MaxTimeoutMs ? NowUs + (ms * 1000) : long.MaxValue - LateUs;
            waits.Add(new Wait(client, isForThisServer, endsUs));
        }
    }

    private void Sent(int client, IReadOnlyList<Bytes> argv, ReadOnlySpan<byte> reply)
    {
        if (!argv[0].EqualsIgnoreCase("WAITAOF") || reply[0] == (byte)'+'
            || waits.FindIndex(wait => wait.Client == client) is not (>= 0 and var at))
        {
            return;
        }

        var answered = waits[at];
        waits.RemoveAt(at);
        var (yes, no) = (reply.SequenceEqual("*2\r\n:1\r\n:0\r\n"u8), reply.SequenceEqual("*2\r\n:0\r\n:0\r\n"u8));
        if (!yes && !no && reply[0] != (byte)'-')
        {
            report(ViolationKind.WrongReply, "WAITAOF was answered with something else than two numbers");
        }
        else if (no && answered.IsForThisServer && NowUs < answered.EndsUs)
        {
            report(ViolationKind.WrongReply, $"WAITAOF told {answered} \"no\" before its timeout was over");
        }
    }

    /// <summary>A WAITAOF without a reply.</summary>
    /// <param name="client">The number of the client.</param>
    /// <param name="isForThisServer">It waits for this server's log and for no replica.</param>
    /// <param name="endsUs">When its timeout is over; far away: it has none.</param>
    private sealed class Wait(int client, bool isForThisServer, long endsUs)
    {
        public int Client => client;

        public bool IsForThisServer => isForThisServer;

        public long EndsUs => endsUs;

        /// <summary>When the last write of what it waits for had returned; null: it is not all written.</summary>
        public long? NeedsUs { get; set; }

        /// <summary>For how many ends of turns an fsync had covered it.</summary>
        public int TurnsCovered { get; set; }

        public override string ToString() => PlanText.ClientName(client);
    }
}
