using Aof.Data.Commands.Keys;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.KnownDefects;

namespace Aof.Data.Commands.Strings;

/// <summary>GETEX and GETDEL of Redis 6.2 (t_string.c): the log gets only what they change.</summary>
internal static class GetAndChange
{
    private static readonly Bytes DeleteName = Bytes.Of("DEL");
    private static readonly Bytes PersistName = Bytes.Of("PERSIST");

    public static Command[] Rows { get; } =
    [
        new("GETEX", -2, CommandFlags.Write, GetAndExpire),
        new("GETDEL", 2, CommandFlags.Write, GetAndDelete),
    ];

    private static void GetAndDelete(Call call)
    {
        if (StringCommands.Get(call) && call.Database.TryGet(call.Args[1], out _))
        {
            ExpireCommands.Delete(call, call.Args[1], DeleteName);
        }
    }

    private static void GetAndExpire(Call call)
    {
        if (!TryOption(call, out var given, out var form, out var persists))
        {
            call.Reply.Error(Errors.Syntax);
            return;
        }

        var (key, deadline) = (call.Args[1], Held.Never);
        var found = call.Find(key) is Values.StringValue;
        // Valkey 9 reads the time before it looks for the key.
        var isTimed = found || call.Data.Dialect == Dialect.Valkey9;
        if ((isTimed && form is { } unit && !StringCommands.TryDeadline(call, given, unit, "getex", out deadline))
            || !StringCommands.Get(call) || !found)
        {
            return;
        }

        if (form is { Absolute: true } && deadline <= call.NowMs && !call.Loading)
        {
            ExpireCommands.Delete(call, key, call.Executor.DeleteName);
        }
        else if (form is not null)
        {
            call.Database.SetDeadline(key, deadline);
            ExpireCommands.LogDeadline(call, key, deadline);
            call.Changed(key);
        }
        else if (persists && call.Database.Deadline(key) is not null)
        {
            call.Database.SetDeadline(key, Held.Never);
            call.Log(PersistName, key);
            call.Changed(key);
        }
    }

    /// <summary>A time in one form, or PERSIST. Both may occur twice, and the last one counts.</summary>
    private static bool TryOption(Call call, out Bytes time, out TimeForm? form, out bool persists)
    {
        var args = call.Args;
        (time, form, persists) = (default, null, false);
        for (var i = 2; i < args.Length; i++)
        {
            var next = SetOptions.FormOf(args[i], later: true);
            if (form is null && args[i].EqualsIgnoreCase("PERSIST"))
            {
                persists = true;
            }
            else if (next is not null && !persists && (form is null || form == next) && i + 1 < args.Length)
            {
                (form, time) = (next, args[++i]);
            }
            else
            {
                return false;
            }
        }

        return true;
    }
}
