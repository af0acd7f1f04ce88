using System.Security.Cryptography;
using Aof.Data.Execution;
using Aof.Data.Primitives;

namespace Aof.Data.Commands;

/// <summary>
/// SCRIPT (scripting.c of Redis): scripts are kept and, until 6.2, logged, but there is no interpreter. EVAL and
/// EVALSHA are unknown, so a log that needs them is refused.
/// </summary>
internal static class ScriptCommands
{
    public static Command[] Rows { get; } = [new("SCRIPT", -2, CommandFlags.None, Script)];

    private static void Script(Call call)
    {
        var args = call.Args;
        var scripts = call.Executor.Scripts;
        if (args.Length == 3 && args[1].EqualsIgnoreCase("LOAD"))
        {
            var hash = Bytes.Of(Convert.ToHexStringLower(SHA1.HashData(args[2].Span)));
            _ = scripts.Add(hash);
            if (!call.Is7)
            {
                call.LogAnyway();
            }

            call.Reply.Bulk(hash);
        }
        else if (args.Length == 2 && args[1].EqualsIgnoreCase("FLUSH"))
        {
            scripts.Clear();
            call.Data.Dirty += call.Is7 ? 0 : 1;
            call.Reply.Ok();
        }
        else if (args[1].EqualsIgnoreCase("EXISTS"))
        {
            call.Reply.Array(args.Length - 2);
            foreach (var hash in args.AsSpan(2))
            {
                call.Reply.Integer(scripts.Contains(hash) ? 1 : 0);
            }
        }
        else if (args.Length == 2 && args[1].EqualsIgnoreCase("KILL"))
        {
            call.Reply.Error("NOTBUSY No scripts in execution right now.");
        }
        else
        {
            call.Reply.Error(Errors.NoSubcommand(call));
        }
    }
}
