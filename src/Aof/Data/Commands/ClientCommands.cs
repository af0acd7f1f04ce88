using Aof.Data.Commands.Arguments;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.KnownDefects;

namespace Aof.Data.Commands;

/// <summary>
/// Commands that change no dataset, and that recorded clients send all the same. They reply as Redis does to the only
/// client of a server without replicas.
/// </summary>
internal static class ClientCommands
{
    private const int OnlyProtocol = 2;

    public static Command[] Rows { get; } =
    [
        new("CLIENT", -2, CommandFlags.Admin, Client),
        new("HELLO", -2, CommandFlags.None, Hello),
        new("PUBLISH", 3, CommandFlags.None, static call => call.Reply.Integer(0)),
        new("WAIT", 3, CommandFlags.None, Wait),
    ];

    private static void Client(Call call)
    {
        var args = call.Args;
        if (args.Length == 2 && args[1].EqualsIgnoreCase("ID"))
        {
            call.Reply.Integer(call.Executor.IdOf(call.Session));
        }
        else if (args.Length == 2 && args[1].EqualsIgnoreCase("GETNAME"))
        {
            if (call.Session.Name.Length > 0)
            {
                call.Reply.Bulk(call.Session.Name);
            }
            else
            {
                call.Reply.NullBulk();
            }
        }
        else if (args.Length == 3 && args[1].EqualsIgnoreCase("SETNAME"))
        {
            if (TrySetName(call, args[2]))
            {
                call.Reply.Ok();
            }
        }
        else
        {
            call.Reply.Error(
                $"ERR Unknown subcommand or wrong number of arguments for '{Executor.Line(args[1])}'. Try CLIENT HELP");
        }
    }

    private static bool TrySetName(Call call, Bytes name)
    {
        var valid = !name.Span.ContainsAnyExceptInRange((byte)'!', (byte)'~');
        if (valid)
        {
            call.Session.Name = name;
        }
        else
        {
            call.Reply.Error("ERR Client names cannot contain spaces, newlines or special characters.");
        }

        return valid;
    }

    /// <summary>HELLO: replies are in RESP 2 only, so another version is refused.</summary>
    private static void Hello(Call call)
    {
        if (!NumberSyntax.TryInteger(call.Args[1].Span, out var version) || version != OnlyProtocol)
        {
            call.Reply.Error("NOPROTO unsupported protocol version");
            return;
        }

        for (var i = 2; i < call.Args.Length; i += 2)
        {
            if (i + 1 == call.Args.Length || !call.Args[i].EqualsIgnoreCase("SETNAME"))
            {
                call.Reply.Error($"ERR Syntax error in HELLO option '{Executor.Line(call.Args[i])}'");
                return;
            }

            if (!TrySetName(call, call.Args[i + 1]))
            {
                return;
            }
        }

        call.Reply.Array(14);
        Pair("server", "redis");
        Pair("version", call.Data.Dialect.Version());
        call.Reply.Bulk("proto"u8);
        call.Reply.Integer(OnlyProtocol);
        call.Reply.Bulk("id"u8);
        call.Reply.Integer(call.Executor.IdOf(call.Session));
        Pair("mode", "standalone");
        Pair("role", "master");
        call.Reply.Bulk("modules"u8);
        call.Reply.Array(0);

        void Pair(string name, string value)
        {
            call.Reply.Bulk(Bytes.Of(name));
            call.Reply.Bulk(Bytes.Of(value));
        }
    }

    /// <summary>
    /// WAIT: no replica ever acknowledges. Redis replies when the timeout is over; this does so at once.
    /// </summary>
    private static void Wait(Call call)
    {
        if (!call.Integer(call.Args[1], out _))
        {
            return;
        }

        if (!NumberSyntax.TryInteger(call.Args[2].Span, out var timeoutMs))
        {
            call.Reply.Error("ERR timeout is not an integer or out of range");
        }
        else if (WaitTimeout.TryEnd(call, timeoutMs, out _))
        {
            call.Reply.Integer(0);
        }
    }
}
