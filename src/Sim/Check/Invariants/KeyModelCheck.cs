using System.Text;
using Aof.Data.Primitives;
using Aof.Data.Values;
using Sim.Check.Rules;
using Sim.Plans;
using Sim.Run;

namespace Sim.Check.Invariants;

/// <summary>
/// Rule 12: a command for one key leaves the value and the deadline that <see cref="KeyModel"/> says, and is answered
/// as it says. A command that is answered with an error leaves them as they were. Commands inside a transaction are not
/// looked at, nor are keys whose deadline is now, nor hashes of which each field may have ended.
/// </summary>
internal sealed class KeyModelCheck
{
    /// <summary>How late a busy machine may read its clock, and the rounding of it.</summary>
    private const long LateMs = 5;

    private readonly LiveRun run;
    private readonly Action<ViolationKind, string> stop;
    private Client? by;
    private IReadOnlyList<Bytes> argv = [];
    private (KeyState Key, KeyState Target) before;
    private int output, database;
    private long nowMs;
    private bool isWaitedFor, mayHaveEnded;

    /// <summary>Follows a run from its beginning.</summary>
    /// <param name="run">The run.</param>
    /// <param name="stop">Ends the run.</param>
    public KeyModelCheck(LiveRun run, Action<ViolationKind, string> stop)
    {
        (this.run, this.stop) = (run, stop);
        run.CommandStarting += client => by = client.Session.InTransaction ? null : client;
        run.CommandTaken += (_, words) => Begin(words);
        run.CommandExecuted += End;
    }

    private long WallMs => run.Machine.Clock.WallUs / 1000;

    private void Begin(IReadOnlyList<Bytes> words)
    {
        if (by is null || words.Count < 2 || !KeyModel.Knows(words[0].ToLatin1()))
        {
            by = null;
            return;
        }

        (argv, nowMs, output, database) = ([.. words], WallMs, by.Session.Output.Length, by.Session.Database);
        isWaitedFor = run.HasBlockedClient;
        mayHaveEnded = run.Server!.Data[database].TryGet(words[1], out var value) && value is HashValue hash
            && hash.Deadlines.Count(field => field.Deadline <= nowMs + LateMs) == hash.Count;
        before = (Found(words[1]), IsRename(words) ? Found(words[2]) : KeyState.Absent);
    }

    private void End()
    {
        if (by is null || by.Session.Blocked || by.Session.Output.Length == output || mayHaveEnded
            || IsNow(before.Key) || IsNow(before.Target))
        {
            return;
        }

        var key = IsRename(argv) ? argv[2] : argv[1];
        var (left, first) = (Alive(KeyState.Of(run.Server!.Data[database], key)), Alive(before.Key));
        var expected = by.Session.Output.Span[output] == (byte)'-'
            ? IsRename(argv) ? Alive(before.Target) : first
            : KeyModel.After(argv, first, Alive(before.Target), left, nowMs);

        // A renamed list or sorted set may be empty at once: a client waited for the name.
        var isTaken = isWaitedFor && left.Value is null && IsRename(argv) && expected.Content is null;
        var laterMs = KeyModel.IsRelative(argv[0]) ? WallMs + LateMs - nowMs : 0;
        if (!isTaken && !IsNow(expected) && !expected.IsSeenAs(left, laterMs))
        {
            stop(ViolationKind.WrongReply,
                $"{PlanText.Words(argv.Select(word => word.ToLatin1()))} found {before.Key}, and left {left}; expected "
                + $"is {expected}");
        }

        var reply = Encoding.Latin1.GetString(by.Session.Output.Span[output..]);
        if (!isTaken && reply[0] != '-' && KeyModel.ReplyTo(argv, first, Alive(before.Target), expected, nowMs)
            is { } expectedReply && reply != expectedReply)
        {
            stop(ViolationKind.WrongReply,
                $"{PlanText.Words(argv.Select(word => word.ToLatin1()))} found {before.Key}, and was answered "
                + $"{PlanText.Words([reply.TrimEnd()])}; expected is {PlanText.Words([expectedReply.TrimEnd()])}");
        }
    }

    private static bool IsRename(IReadOnlyList<Bytes> words) =>
        words.Count == 3 && words[0].ToLatin1() is "RENAME" or "RENAMENX";

    private KeyState Found(Bytes key) => KeyState.Of(run.Server!.Data[database = by!.Session.Database], key);

    /// <summary>A key past its deadline is none to a command.</summary>
    private KeyState Alive(KeyState key) => key.Deadline < nowMs ? KeyState.Absent : key;

    /// <summary>Whether the key has expired depends on when exactly the server reads its clock.</summary>
    private bool IsNow(KeyState key) => key.Deadline >= nowMs - 1 && key.Deadline <= WallMs + LateMs;
}
