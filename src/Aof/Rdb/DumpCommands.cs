using Aof.Data;
using Aof.Data.Commands.Keys;
using Aof.Data.Execution;
using Aof.Data.Primitives;

namespace Aof.Rdb;

/// <summary>DUMP and RESTORE: a value as one string, and back (cluster.c of Redis).</summary>
internal static class DumpCommands
{
    public static Command[] Rows { get; } =
    [
        new("DUMP", 2, CommandFlags.ReadOnly, Dump),
        new("RESTORE", -4, CommandFlags.Write, Restore),
        new("RESTORE-ASKING", -4, CommandFlags.Write, Restore),
    ];

    private static void Dump(Call call)
    {
        if (call.Find(call.Args[1]) is { } value)
        {
            call.Reply.Bulk(DumpPayload.Write(value, call.Data.Dialect));
        }
        else
        {
            call.Reply.NullBulk();
        }
    }

    /// <summary>
    /// A key with a past deadline is kept at first, as in Redis 6.0.5. The next access or cron deletes it. Redis 7
    /// keeps none, and logs a DEL if it replaces a key.
    /// </summary>
    private static void Restore(Call call)
    {
        var key = call.Args[1];
        if (!Options(call, out var replace, out var isDeadline))
        {
            return;
        }

        if (!replace && call.Find(key) is not null)
        {
            call.Reply.Error("BUSYKEY Target key name already exists.");
            return;
        }

        if (TryTime(call, isDeadline, out var time))
        {
            var absolute = isDeadline ? time : ExpireCommands.DeadlineAt(call.NowMs, time, unitMs: 1);
            Restore(call, key, deadline: time == 0 ? Held.Never : absolute);
        }
    }

    private static void Restore(Call call, Bytes key, long deadline)
    {
        // A client may send what its version writes. The log of a fixed server may come from a later one.
        var payload = call.Args[3].Span;
        var newest = RdbVersion.NewestInLog(call.Data.Dialect, !call.Loading || call.Executor.IsAsReleased);
        if (!DumpPayload.IsSound(payload, newest, RdbVersion.Of(call.Data.Dialect)))
        {
            call.Reply.Error("ERR DUMP payload version or checksum are wrong");
            return;
        }

        // An expired key is deleted before it is replaced. Otherwise the log would delete the restored key.
        call.Expire(key);
        var types = call.Executor.Commands.Types;
        var into = (call.Database.Owner, types, call.Data.Dialect);
        if (DumpPayload.Read(payload, newest, into, out var damage) is not { } value)
        {
            if (damage is not null && call.Loading && call.Is7 && call.Executor.IsAsReleased)
            {
                // 7.0 takes it for a damaged RDB file (rdbReportError()).
                call.Executor.Unloadable = $"RESTORE: {damage}";
            }

            call.Reply.Error("ERR Bad data format");
            return;
        }

        if (!call.Is7 || call.Loading || deadline > call.NowMs || deadline == Held.Never)
        {
            call.Database.Pack(value, asItStands: ValueReader.IsPackedSortedSet(payload[0]));
            call.Database.Set(key, value, deadline);
            call.Changed(key);
        }
        else if (call.Find(key) is not null)
        {
            ExpireCommands.Delete(call, key, call.Executor.DeleteName);
        }

        call.Reply.Ok();
    }

    private static bool TryTime(Call call, bool isDeadline, out long time)
    {
        if (!call.Integer(call.Args[2], out time))
        {
            return false;
        }

        // The log has the deadlines of relative times that overflowed: they are negative.
        var valid = time >= 0 || (isDeadline && call.Loading);
        if (!valid)
        {
            call.Reply.Error("ERR Invalid TTL value, must be >= 0");
        }

        return valid;
    }

    /// <summary>IDLETIME and FREQ are checked and then ignored: nothing is evicted here.</summary>
    private static bool Options(Call call, out bool replace, out bool isDeadline)
    {
        (replace, isDeadline) = (false, false);
        var args = call.Args;
        for (var i = 4; i < args.Length; i++)
        {
            var hasNext = i + 1 < args.Length;
            if (args[i].EqualsIgnoreCase("REPLACE"))
            {
                replace = true;
            }
            else if (args[i].EqualsIgnoreCase("ABSTTL"))
            {
                isDeadline = true;
            }
            else if (hasNext && args[i].EqualsIgnoreCase("IDLETIME"))
            {
                if (!InRange(call, args[++i], long.MaxValue, "ERR Invalid IDLETIME value, must be >= 0"))
                {
                    return false;
                }
            }
            else if (hasNext && args[i].EqualsIgnoreCase("FREQ"))
            {
                if (!InRange(call, args[++i], byte.MaxValue, "ERR Invalid FREQ value, must be >= 0 and <= 255"))
                {
                    return false;
                }
            }
            else
            {
                call.Reply.Error(Errors.Syntax);
                return false;
            }
        }

        return true;
    }

    private static bool InRange(Call call, Bytes argument, long most, string error)
    {
        if (!call.Integer(argument, out var value))
        {
            return false;
        }

        if (value < 0 || value > most)
        {
            call.Reply.Error(error);
            return false;
        }

        return true;
    }
}
