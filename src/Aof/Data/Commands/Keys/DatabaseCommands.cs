using Aof.Data.Execution;
using Aof.Data.Primitives;

namespace Aof.Data.Commands.Keys;

/// <summary>Commands on whole databases (db.c of Redis).</summary>
internal static class DatabaseCommands
{
    public static Command[] Rows { get; } =
    [
        new("SELECT", 2, CommandFlags.None, Select),
        new("SWAPDB", 3, CommandFlags.Write, Swap),
        new("FLUSHDB", -1, CommandFlags.Write, FlushDatabase),
        new("FLUSHALL", -1, CommandFlags.Write, FlushAll),
        new("DBSIZE", 1, CommandFlags.ReadOnly, static call => call.Reply.Integer(call.Database.Count)),
    ];

    private static void Select(Call call)
    {
        if (!NumberSyntax.TryInteger(call.Args[1].Span, out var index))
        {
            call.Reply.Error("ERR invalid DB index");
        }
        else if (index < 0 || index >= call.Data.DatabaseCount)
        {
            call.Reply.Error(Errors.DatabaseOutOfRange);
        }
        else
        {
            call.Session.Database = (int)index;
            call.Reply.Ok();
        }
    }

    /// <summary>SWAPDB. Clients that watch a key of the databases notice it since Redis 6.2.</summary>
    private static void Swap(Call call)
    {
        if (!NumberSyntax.TryInteger(call.Args[1].Span, out var first))
        {
            call.Reply.Error("ERR invalid first DB index");
        }
        else if (!NumberSyntax.TryInteger(call.Args[2].Span, out var second))
        {
            call.Reply.Error("ERR invalid second DB index");
        }
        else if (Math.Min(first, second) < 0 || Math.Max(first, second) >= call.Data.DatabaseCount)
        {
            call.Reply.Error(Errors.DatabaseOutOfRange);
        }
        else
        {
            call.Executor.Swap((int)first, (int)second);
            call.Data.Dirty++;
            call.Reply.Ok();
        }
    }

    private static void FlushDatabase(Call call)
    {
        if (AcceptsOptions(call))
        {
            Flush(call, call.Session.Database);
            call.Data.Dirty += call.Is7 ? 1 : 0; // Since 7.0 it is logged even for an empty database.
            call.Reply.Ok();
        }
    }

    private static void FlushAll(Call call)
    {
        if (AcceptsOptions(call))
        {
            for (var i = 0; i < call.Data.DatabaseCount; i++)
            {
                Flush(call, i);
            }

            call.Data.Dirty++;
            call.Reply.Ok();
        }
    }

    private static void Flush(Call call, int database)
    {
        call.Executor.TouchAllWatched(database);
        call.Data.Dirty += call.Data.Clear(database);
    }

    private static bool AcceptsOptions(Call call)
    {
        var accepted = call.Args.Length == 1
            || (call.Args.Length == 2 && (call.Args[1].EqualsIgnoreCase("ASYNC")
            || (call.Is7 && call.Args[1].EqualsIgnoreCase("SYNC"))));
        if (!accepted)
        {
            call.Reply.Error(Errors.Syntax);
        }

        return accepted;
    }
}
