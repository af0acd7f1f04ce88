using Aof.Data.Execution;
using Aof.Data.Primitives;

namespace Aof.Data.Commands;

/// <summary>Commands about the server and the connection.</summary>
internal static class ServerCommands
{
    public static Command[] Rows { get; } =
    [
        new("PING", -1, CommandFlags.RefusedLikeWrite, Ping),
        new("ECHO", 2, CommandFlags.ReadOnly, static call => call.Reply.Bulk(call.Args[1])),
        new("BGREWRITEAOF", 1, CommandFlags.Admin, static call => call.Server.BackgroundRewrite(call.Reply)),
        new("SHUTDOWN", -1, CommandFlags.Admin, static call => call.Server.Shutdown(call)),
        new("CONFIG", -2, CommandFlags.Admin, static call => call.Server.Config(call)),
        new("INFO", -1, CommandFlags.None, static call => call.Server.Info(call)),
        new("DEBUG", -2, CommandFlags.Admin, Debug),
        new("TIME", 1, CommandFlags.ReadOnly, Time),
    ];

    private static void Ping(Call call)
    {
        switch (call.Args.Length)
        {
            case 1:
                call.Reply.Status("PONG");
                break;
            case 2:
                call.Reply.Bulk(call.Args[1]);
                break;
            default:
                call.Reply.Error(call.Command.WrongArity);
                break;
        }
    }

    /// <summary>TIME: seconds since 1970, and microseconds, which are whole milliseconds here.</summary>
    private static void Time(Call call)
    {
        call.Reply.Array(2);
        call.Reply.Bulk(Bytes.Of(call.NowMs / 1000));
        call.Reply.Bulk(Bytes.Of(call.NowMs % 1000 * 1000));
    }

    private static void Debug(Call call)
    {
        if (call.Args.Length == 2 && call.Args[1].EqualsIgnoreCase("DIGEST"))
        {
            call.Reply.Status(call.Data.Digest());
        }
        else if (call.Args.Length >= 2 && call.Args[1].EqualsIgnoreCase("DIGEST-VALUE"))
        {
            call.Reply.Array(call.Args.Length - 2);
            foreach (var key in call.Args.AsSpan(2))
            {
                call.Reply.Status(
                    DatasetDigest.OfValue(
                        call.Find(key) is { } value ? new KeyEntry(key, value, call.Database.Deadline(key)) : null,
                        call.Data.Dialect));
            }
        }
        else
        {
            call.Reply.Error(
                $"ERR Unknown subcommand or wrong number of arguments for '{call.Args[1]}'. Try DEBUG HELP.");
        }
    }
}
