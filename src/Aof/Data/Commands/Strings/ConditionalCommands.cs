using Aof.Data.Commands.Keys;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Values;
using Aof.KnownDefects;

namespace Aof.Data.Commands.Strings;

/// <summary>
/// Commands on strings that came with Redis 8.4 (DELEX, MSETEX, DIGEST) and Valkey 9 (DELIFEQ, MSETEX): t_string.c and
/// db.c.
/// </summary>
internal static class ConditionalCommands
{
    private static readonly Bytes DeleteName = Bytes.Of("DEL");
    private static readonly Bytes UntilName = Bytes.Of("PXAT");

    private static readonly Command SetMany = new("MSETEX", -4, CommandFlags.Write, SetAll);

    /// <summary>Those of Redis.</summary>
    public static Command[] Rows { get; } =
    [
        new("DELEX", -2, CommandFlags.Write, Delete),
        new("DIGEST", 2, CommandFlags.ReadOnly, Digest),
        SetMany,
    ];

    /// <summary>Those of Valkey.</summary>
    public static Command[] RowsOfValkey { get; } =
    [
        new("DELIFEQ", 3, CommandFlags.Write, DeleteIfEqual),
        SetMany,
    ];

    private static void Delete(Call call)
    {
        var key = call.Args[1];
        if (call.Args.Length is not (2 or 4))
        {
            call.Reply.Error(call.Command.WrongArity);
            return;
        }

        var value = call.Find(key);
        if (value is null)
        {
            call.Reply.Integer(0);
        }
        else if (call.Args.Length == 2)
        {
            _ = call.Database.Remove(key);
            call.Changed(key);
            call.Reply.Integer(1);
        }
        else if (value is not StringValue text)
        {
            call.Reply.Error("ERR Key should be of string type if conditions are specified");
        }
        else if (ValueCondition.Of(call, call.Args[2], call.Args[3]) is not { } condition)
        {
            call.Reply.Error("ERR Invalid condition. Use IFEQ, IFNE, IFDEQ, or IFDNE");
        }
        else if (condition.Holds(call, text.Content) is { } holds)
        {
            DeleteIf(call, holds);
        }
    }

    private static void DeleteIfEqual(Call call)
    {
        if (call.Find<StringValue>(call.Args[1], out var text))
        {
            DeleteIf(call, text?.Content == call.Args[2]);
        }
    }

    private static void DeleteIf(Call call, bool holds)
    {
        if (holds)
        {
            ExpireCommands.Delete(call, call.Args[1], DeleteName);
        }

        call.Reply.Integer(holds ? 1 : 0);
    }

    private static void Digest(Call call)
    {
        if (!call.Find<StringValue>(call.Args[1], out var text))
        {
            return;
        }

        if (text is null)
        {
            call.Reply.NullBulk();
        }
        else
        {
            call.Reply.Bulk(Bytes.Of(ValueCondition.HashOf(text.Content)));
        }
    }

    private static void SetAll(Call call)
    {
        if (!call.IsInteger(call.Args[1], out var count) || count is < 1 or > int.MaxValue)
        {
            call.Reply.Error("ERR invalid numkeys value");
            return;
        }

        var end = (count * 2) + 2;
        if (end > call.Args.Length)
        {
            call.Reply.Error("ERR wrong number of key-value pairs");
            return;
        }

        var deadline = Held.Never;
        if (!SetOptions.TryParse(call, out var options, first: (int)end))
        {
            call.Reply.Error(Errors.Syntax);
        }
        else if (options.Time is not { } time
            || StringCommands.TryDeadline(call, time, options.Form, "msetex", out deadline))
        {
            SetAll(call, (int)end, options, deadline);
        }
    }

    private static void SetAll(Call call, int end, SetOptions options, long deadline)
    {
        Bytes[] keys = [.. Enumerable.Range(1, (end / 2) - 1).Select(i => call.Args[2 * i])];
        Array.ForEach(keys, call.Expire);
        if ((options.OnlyIfAbsent || options.OnlyIfPresent)
            && Array.Exists(keys, key => call.Database.TryGet(key, out _) != options.OnlyIfPresent))
        {
            call.Reply.Integer(0);
            return;
        }

        for (var i = 2; i < end; i += 2)
        {
            StringCommands.Put(call, call.Args[i], call.Args[i + 1], options.KeepDeadline, deadline);
        }

        LogSetAll(call, options, deadline);
        call.Reply.Integer(1);
    }

    /// <summary>Relative times become absolute; of Valkey seconds become milliseconds too.</summary>
    private static void LogSetAll(Call call, SetOptions options, long deadline)
    {
        var isAsGiven = options.Form.Absolute && (options.Form.UnitMs == 1 || !call.Data.Dialect.IsValkey());
        if (options.Time is null || isAsGiven)
        {
            return;
        }

        Bytes[] argv = [.. call.Args];
        (argv[options.TimeAt - 1], argv[options.TimeAt]) = (UntilName, Bytes.Of(deadline));
        call.Log(argv);
    }
}
