using Aof.KnownDefects;

namespace Aof.Data.Execution;

/// <summary>MULTI, EXEC, DISCARD, WATCH and UNWATCH (multi.c of Redis).</summary>
internal static class TransactionCommands
{
    public static Command Multi { get; } = new("MULTI", 1, CommandFlags.NotQueued, Begin);

    public static Command Exec { get; } = new("EXEC", 1, CommandFlags.NotQueued, Run);

    public static Command Discard { get; } = new("DISCARD", 1, CommandFlags.NotQueued, End);

    public static Command[] Rows { get; } =
    [
        Multi,
        Exec,
        Discard,
        new("WATCH", -2, CommandFlags.NotQueued, Watch),
        new("UNWATCH", 1, CommandFlags.None, Unwatch),
    ];

    private static void Begin(Call call)
    {
        if (call.Session.InTransaction)
        {
            Refuse(call, "ERR MULTI calls can not be nested");
            return;
        }

        call.Session.Begin();
        call.Reply.Ok();
    }

    private static void Run(Call call)
    {
        if (call.Session.InTransaction)
        {
            call.Executor.RunTransaction(call);
        }
        else
        {
            call.Reply.Error("ERR EXEC without MULTI");
        }
    }

    private static void End(Call call)
    {
        if (call.Session.InTransaction)
        {
            call.Executor.EndTransaction(call.Session);
            call.Reply.Ok();
        }
        else
        {
            call.Reply.Error("ERR DISCARD without MULTI");
        }
    }

    private static void Watch(Call call)
    {
        if (call.Session.InTransaction)
        {
            Refuse(call, "ERR WATCH inside MULTI is not allowed");
            return;
        }

        foreach (var key in call.Args.AsSpan(1))
        {
            call.Executor.Watch(call.Session, key);
        }

        call.Reply.Ok();
    }

    /// <summary>Valkey refuses the transaction too.</summary>
    private static void Refuse(Call call, string error)
    {
        var dialect = call.Data.Dialect;
        call.Session.Flawed |= dialect.IsValkey();
        call.Reply.Error(!dialect.IsValkey() ? error
            : dialect == Dialect.Valkey8 ? "ERR Command not allowed inside a transaction"
            : $"ERR Command '{call.Command.Name.ToLowerInvariant()}' not allowed inside a transaction");
    }

    private static void Unwatch(Call call)
    {
        call.Executor.Unwatch(call.Session);
        call.Reply.Ok();
    }
}
