using Aof.Data.Execution;
using Aof.Rdb;

namespace Aof.Data.Commands;

/// <summary>
/// FUNCTION of Redis 7 (functions.c): libraries are kept and logged, but there is no interpreter. FCALL is unknown; the
/// log never has it, only what it changed. Code is not compiled: only its first line is checked.
/// </summary>
internal static class FunctionCommands
{
    public static Command[] Rows { get; } =
    [
        new("FUNCTION", -2, CommandFlags.Write, Function)
        {
            Subcommands = [("LOAD", -3), ("DELETE", 3), ("FLUSH", -2), ("DUMP", 2), ("RESTORE", -3), ("KILL", 2)],
        },
    ];

    private static void Function(Call call)
    {
        if (call.Args[1].EqualsIgnoreCase("LOAD"))
        {
            Load(call);
        }
        else if (call.Args[1].EqualsIgnoreCase("DELETE"))
        {
            Delete(call);
        }
        else if (call.Args[1].EqualsIgnoreCase("FLUSH"))
        {
            Flush(call);
        }
        else if (call.Args[1].EqualsIgnoreCase("DUMP"))
        {
            call.Reply.Bulk(LibraryPayload.Write(call.Data.Libraries.Values));
        }
        else if (call.Args[1].EqualsIgnoreCase("RESTORE"))
        {
            Restore(call);
        }
        else
        {
            call.Reply.Error("NOTBUSY No scripts in execution right now.");
        }
    }

    private static void Load(Call call)
    {
        var (args, replaces) = (call.Args, false);
        foreach (var option in args[2..^1])
        {
            if (!option.EqualsIgnoreCase("REPLACE"))
            {
                call.Reply.Error($"ERR Unknown option given: {Executor.Line(option)}");
                return;
            }

            replaces = true;
        }

        if (LibraryCode.NameIn(args[^1], out var problem) is not { } name)
        {
            call.Reply.Error(problem);
        }
        else if (!replaces && call.Data.Libraries.ContainsKey(name))
        {
            call.Reply.Error($"ERR Library '{name}' already exists");
        }
        else
        {
            call.Data.Libraries = call.Data.Libraries.SetItem(name, args[^1]);
            call.Data.Dirty++;
            call.Reply.Bulk(name);
        }
    }

    private static void Delete(Call call)
    {
        if (!call.Data.Libraries.ContainsKey(call.Args[2]))
        {
            call.Reply.Error("ERR Library not found");
            return;
        }

        call.Data.Libraries = call.Data.Libraries.Remove(call.Args[2]);
        call.Data.Dirty++;
        call.Reply.Ok();
    }

    private static void Flush(Call call)
    {
        var accepted = call.Args.Length == 2 || (call.Args.Length == 3
            && (call.Args[2].EqualsIgnoreCase("SYNC") || call.Args[2].EqualsIgnoreCase("ASYNC")));
        if (!accepted)
        {
            call.Reply.Error("ERR FUNCTION FLUSH only supports SYNC|ASYNC option");
            return;
        }

        call.Data.Libraries = call.Data.Libraries.Clear();
        call.Data.Dirty++;
        call.Reply.Ok();
    }

    private static void Restore(Call call)
    {
        var policy = call.Args.Length == 4 ? call.Args[3].ToLatin1().ToUpperInvariant() : "APPEND";
        if (call.Args.Length > 4 || policy is not ("FLUSH" or "APPEND" or "REPLACE"))
        {
            call.Reply.Error(call.Args.Length > 4
                ? Errors.NoSubcommand(call)
                : "ERR Wrong restore policy given, value should be either FLUSH, APPEND or REPLACE.");
            return;
        }

        if (LibraryPayload.Read(call.Args[2].Span) is not { } codes)
        {
            call.Reply.Error("ERR DUMP payload version or checksum are wrong");
            return;
        }

        var libraries = policy == "FLUSH" ? call.Data.Libraries.Clear() : call.Data.Libraries;
        foreach (var code in codes)
        {
            if (LibraryCode.NameIn(code, out var problem) is not { } name)
            {
                call.Reply.Error(problem);
                return;
            }

            if (policy != "REPLACE" && libraries.ContainsKey(name))
            {
                call.Reply.Error($"ERR Library {name} already exists");
                return;
            }

            libraries = libraries.SetItem(name, code);
        }

        call.Data.Libraries = libraries;
        call.Data.Dirty++;
        call.Reply.Ok();
    }
}
