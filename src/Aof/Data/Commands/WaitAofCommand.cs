using Aof.Data.Commands.Arguments;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Values;
using Aof.Diagnostics;

namespace Aof.Data.Commands;

/// <summary>
/// WAITAOF (replication.c of Redis 7.2): a client waits until an fsync has covered all that it has written. The reply
/// is how many logs have it: of this server, 0 or 1, and of its replicas, 0, since it has none. Inside EXEC it replies
/// at once.
/// </summary>
internal static class WaitAofCommand
{
    private const string Off = "ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.";

    public static Command[] Rows { get; } = [new("WAITAOF", 4, CommandFlags.Admin, Run)];

    private static void Run(Call call)
    {
        var (local, replicas, timeout) = (call.Args[1], call.Args[2], call.Args[3]);
        if (!TryLocal(call, local) || !call.NotNegative(replicas, out _)
            || !WaitTimeout.TryMilliseconds(call, timeout, out var endsMs) || TryReply(call))
        {
            return;
        }

        var kind = new WaitKind(ValueKind.String, endsMs, static (later, _) => TryReply(later)) { TimedOut = Reply };
        if (!call.TryBlock([], kind))
        {
            Probes.Hit(Probe.SyncWaitInsideTransaction);
            Reply(call);
        }
    }

    private static bool TryLocal(Call call, Bytes argument)
    {
        var valid = call.Integer(argument, out var local);
        if (valid && local is not (0 or 1))
        {
            call.Reply.Error("ERR value is out of range, value must between 0 and 1");
        }

        return valid && local is 0 or 1;
    }

    /// <summary>Replies, if what the client waits for has come, or cannot come.</summary>
    private static bool TryReply(Call call)
    {
        var (local, replicas) = (Number(call, 1), Number(call, 2));
        if (IsSynced(call) is null && local > 0)
        {
            Probes.Hit(Probe.SyncWaitInVain);
            call.Reply.Error(Off);
            return true;
        }

        var comes = replicas == 0 && (local == 0 || IsSynced(call) == true);
        if (comes)
        {
            Reply(call);
        }

        return comes;
    }

    private static void Reply(Call call)
    {
        call.Reply.Array(2);
        call.Reply.Integer(IsSynced(call) == true ? 1 : 0);
        call.Reply.Integer(0);
    }

    private static bool? IsSynced(Call call) => call.Server.IsSynced(call.Executor.RecordsOf(call.Session));

    private static long Number(Call call, int argument) =>
        call.IsInteger(call.Args[argument], out var number) ? number : 0;
}
