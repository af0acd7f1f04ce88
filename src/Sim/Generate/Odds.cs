using Sim.Machine.Random;

namespace Sim.Generate;

/// <summary>
/// The odds of the generator: a constant N means "one in N". Tables that choose among commands, errors or kinds stay
/// with their entries. All were chosen so that `census` finds every feature and no feature everywhere, and so that
/// `sensitivity` finds every known defect. A changed odd changes the plans of all seeds.
/// </summary>
internal static class Odds
{
    /// <summary>
    /// A transaction: its weight in six groups. More would leave too few commands outside of transactions.
    /// </summary>
    public const int Transaction = 6;

    /// <summary>WATCH before MULTI: only its refusal matters to the log, and that is one simple path.</summary>
    public const int Watch = 4;

    /// <summary>DISCARD instead of EXEC: it writes nothing, so it comes seldom.</summary>
    public const int Discard = 8;

    /// <summary>
    /// A group that is no visit, where visits are on. Visits are most: rare states of a key need several commands.
    /// </summary>
    public const int NoVisit = 3;

    /// <summary>
    /// A key that never expires in a visit with deadlines. Most do: the feature is about expired keys.
    /// </summary>
    public const int NoDeadlineInVisit = 5;

    /// <summary>
    /// PERSIST instead of a longer time to live near a deadline. Both must reach the log, so they come equally often.
    /// </summary>
    public const int Persist = 2;

    /// <summary>A rewrite in the second half of a visit: its diff then holds the rest of the visit.</summary>
    public const int RewriteInVisit = 2;

    /// <summary>Another key or type in a visit, so that keys also meet.</summary>
    public const int OtherKeyInVisit = 8;

    /// <summary>
    /// The next group fills the key of a blocked client, so that wake-ups and timeouts come equally often.
    /// </summary>
    public const int FillAwaitedKey = 2;

    /// <summary>
    /// WAITAOF behind a group, or as the last command of a transaction: there it has something to wait for.
    /// </summary>
    public const int SyncWaitBehindGroup = 5;

    /// <summary>
    /// The log is switched on inside a transaction, and a client waits for it: one in so many seeds with both features.
    /// </summary>
    public const int SwitchedOnInTransaction = 2;

    /// <summary>
    /// The last entry of a stream is taken back at the end of a visit: seldom, since it undoes a part of the visit.
    /// </summary>
    public const int EntryTakenBack = 4;

    /// <summary>A command or option for streams of 6.2 and later: one that settles needs others before it.</summary>
    public const int LaterOfStreams = 5;

    /// <summary>
    /// WAITAOF with drawn numbers, most of them wrong or never fulfilled. The others are what a client sends.
    /// </summary>
    public const int OddSyncWait = 8;

    /// <summary>WAITAOF with a timeout that ends before the fsync of each second.</summary>
    public const int ShortSyncWait = 3;

    /// <summary>A client that blocks for ever: it sends nothing more, so it costs the rest of its workload.</summary>
    public const int WaitForEver = 12;

    /// <summary>
    /// A member that is an arbitrary value. The others are few, so that commands meet the same member.
    /// </summary>
    public const int OddMember = 10;

    /// <summary>FLUSHALL instead of FLUSHDB: each empties what the commands before have built.</summary>
    public const int FlushAll = 4;

    /// <summary>A stream's group that starts at the end: nothing is pending until a later entry comes.</summary>
    public const int GroupAtEnd = 4;

    /// <summary>A read without a group: it fails, so it comes seldom.</summary>
    public const int ReadWithoutGroup = 8;

    /// <summary>A second group, or the second part of an id: enough to find code that assumes one.</summary>
    public const int SecondOfAKind = 8;

    /// <summary>A stream command out of the order add, read, settle.</summary>
    public const int StreamCommandOutOfOrder = 4;

    /// <summary>A read of a stream that blocks for a short time only: within a rewrite or long after it.</summary>
    public const int ShortBlock = 2;

    /// <summary>The weakest disk, besides its share among all: it may leave what the others may leave.</summary>
    public const int WeakestDisk = 4;

    /// <summary>A group whose client pauses between its commands, so that other clients come between.</summary>
    public const int Pauses = 2;

    /// <summary>A long pause among such pauses: longer than cron's period and most rewrites.</summary>
    public const int LongPause = 3;

    /// <summary>EXEC at once: the others wait, so that a flush or a rewrite falls into an open transaction.</summary>
    public const int ExecAtOnce = 3;

    /// <summary>A fault by chance instead of by count, for writes. There are many of them, so both forms hit.</summary>
    public const int WriteFaultByChance = 2;

    /// <summary>A fault by chance for other calls: they are few, so a count hits more surely.</summary>
    public const int FaultByChance = 4;

    /// <summary>A call of the server that takes up to 20 s: beyond every limit of time of the server.</summary>
    public const int VerySlowCall = 4;

    /// <summary>
    /// A second fault among the calls that handle the first: most faults come alone, as on real disks.
    /// </summary>
    public const int FaultWhileHandling = 3;

    /// <summary>The policy among the settings: only that one waits for the disk.</summary>
    public const int PolicyAmongSettings = 3;

    /// <summary>A deadline that others have, too: conditions compare deadlines.</summary>
    public const int CommonDeadline = 4;

    /// <summary>
    /// A command on the deadline of a field among those on hashes: fields must also be set, counted and deleted.
    /// </summary>
    public const int DeadlineOfField = 2;

    /// <summary>A value whose length needs one more byte in a preamble, among large ones: they are dear.</summary>
    public const int LongLength = 4;

    /// <summary>
    /// CONFIG SET appendonly no among switches. "yes" comes more often, since the log must be on to matter.
    /// </summary>
    public const int SwitchOff = 3;

    /// <summary>SIGTERM instead of SHUTDOWN: cron ends the server, or a command does.</summary>
    public const int EndBySignal = 2;

    /// <summary>A call of the program around the server instead of SHUTDOWN: both are as likely to be wrong.</summary>
    public const int EndByCall = 2;

    /// <summary>SHUTDOWN NOSAVE: it must save the log as well.</summary>
    public const int NoSave = 3;

    /// <summary>A command by its grammar instead of one that matters to the log: rare options come so, too.</summary>
    public const int ByGrammar = 4;

    /// <summary>A command with many members, where the feature is on: each makes all later states dearer.</summary>
    public const int ManyItems = 16;

    /// <summary>A clock that is set forward; as often it is set back.</summary>
    public const int ClockForward = 2;

    /// <summary>A pause of up to 10 s; the others last up to 20 minutes, beyond every limit of time.</summary>
    public const int ShortMachinePause = 2;

    /// <summary>A server that is killed twice by one fault: the second time soon after its restart.</summary>
    public const int KilledTwice = 4;

    /// <summary>
    /// Every child fails in the same way. Then only back-off keeps the server from rewriting without end.
    /// </summary>
    public const int EveryChildLost = 4;

    /// <summary>A kill before the call takes effect; as often it comes after.</summary>
    public const int KilledBefore = 2;

    /// <summary>A hung close instead of a hung fsync: only a rewrite makes a background close.</summary>
    public const int StuckClose = 4;

    /// <summary>
    /// The third pipe of a rewrite, with the server's answer. It has one call a rewrite; the first pipe has many.
    /// </summary>
    public const int AnswerPipe = 3;

    /// <summary>
    /// A write to the diff pipe fails instead of a read. The server sees such a failure, but not that of a read.
    /// </summary>
    public const int DiffWriteFails = 4;

    /// <summary>A diff pipe that fails once; mostly it fails for ever.</summary>
    public const int PipeFailsOnce = 3;

    /// <summary>An event near a requested rewrite: half of the events, since a rewrite takes little of a run.</summary>
    public const int NearRewrite = 2;

    /// <summary>A seed with few kinds of data; the other half has most of them.</summary>
    public const int FewKindsOfData = 2;

    /// <summary>An open gate: in half of the seeds no call fails, and in half no process is lost.</summary>
    public const int OpenGate = 2;

    /// <summary>True once in so many draws, on average.</summary>
    public static bool OneIn(this Prng draw, int count) => draw.Below(count) == 0;

    /// <summary>
    /// An abort of the journal, where the disk becomes read-only. After it nothing heals, so it is seldom.
    /// </summary>
    public const int JournalAbort = 3;
}
