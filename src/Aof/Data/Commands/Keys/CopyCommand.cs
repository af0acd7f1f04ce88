using Aof.Data.Execution;
using Aof.Data.Primitives;

namespace Aof.Data.Commands.Keys;

/// <summary>COPY of Redis 6.2 (db.c): a second key with the value and the deadline of the first.</summary>
internal static class CopyCommand
{
    public static Command[] Rows { get; } = [new("COPY", -3, CommandFlags.Write, Copy)];

    private static void Copy(Call call)
    {
        if (!TryOptions(call, out var target, out var replaces))
        {
            return;
        }

        var (from, to) = (call.Args[1], call.Args[2]);
        if (from == to && target == call.Session.Database)
        {
            call.Reply.Error(Errors.SameObject);
            return;
        }

        var value = call.Find(from);
        if (value is not null)
        {
            call.Expire(target, to);
        }

        if (value is null || (!replaces && call.Data[target].TryGet(to, out _)))
        {
            call.Reply.Integer(0);
            return;
        }

        var deadline = call.Database.Deadline(from) ?? Held.Never;

        // Both keys share one value. The first write to it makes a copy.
        call.Data.Freeze();
        call.Data[target].Set(to, value, deadline);
        call.Data.Dirty++;
        call.Executor.TouchWatched(target, to);
        call.Reply.Integer(1);
    }

    private static bool TryOptions(Call call, out int target, out bool replaces)
    {
        (target, replaces) = (call.Session.Database, false);
        for (var i = 3; i < call.Args.Length; i++)
        {
            if (call.Args[i].EqualsIgnoreCase("REPLACE"))
            {
                replaces = true;
            }
            else if (call.Args[i].EqualsIgnoreCase("DB") && i + 1 < call.Args.Length)
            {
                if (!TryDatabase(call, call.Args[++i], out target))
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

    private static bool TryDatabase(Call call, Bytes argument, out int target)
    {
        target = 0;
        if (!call.Integer(argument, out var number))
        {
            return false;
        }

        var exists = number >= 0 && number < call.Data.DatabaseCount;
        target = exists ? (int)number : 0;
        if (!exists)
        {
            call.Reply.Error(number is < int.MinValue or > int.MaxValue
                ? Errors.NotAnInteger
                : Errors.DatabaseOutOfRange);
        }

        return exists;
    }
}
