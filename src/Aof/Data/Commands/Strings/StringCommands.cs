using Aof.Data.Commands.Keys;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Values;
using Aof.KnownDefects;

namespace Aof.Data.Commands.Strings;

/// <summary>Commands on whole strings and parts of them (t_string.c of Redis).</summary>
internal static class StringCommands
{
    private static readonly Bytes SetName = Bytes.Of("SET");
    private static readonly Bytes UntilName = Bytes.Of("PXAT");

    public static Command[] Rows { get; } =
    [
        new("SET", -3, CommandFlags.Write, Set),
        new("SETNX", 3, CommandFlags.Write, SetIfAbsent),
        new("SETEX", 4, CommandFlags.Write, static call => SetFor(call, unitMs: 1000)),
        new("PSETEX", 4, CommandFlags.Write, static call => SetFor(call, unitMs: 1)),
        new("GET", 2, CommandFlags.ReadOnly, static call => _ = Get(call)),
        new("GETSET", 3, CommandFlags.Write, GetSet),
        new("MGET", -2, CommandFlags.ReadOnly, GetMany),
        new("MSET", -3, CommandFlags.Write, static call => SetMany(call, onlyIfAllAbsent: false)),
        new("MSETNX", -3, CommandFlags.Write, static call => SetMany(call, onlyIfAllAbsent: true)),
        new("APPEND", 3, CommandFlags.Write, Append),
        new("STRLEN", 2, CommandFlags.ReadOnly, Length),
        new("SETRANGE", 4, CommandFlags.Write, SetRange),
        new("GETRANGE", 4, CommandFlags.ReadOnly, GetRange),
        new("SUBSTR", 4, CommandFlags.ReadOnly, GetRange),
    ];

    private static void Set(Call call)
    {
        if (!SetOptions.TryParse(call, out var options))
        {
            call.Reply.Error(Errors.Syntax);
            return;
        }

        var deadline = Held.Never;
        if (options.Time is { } time && !TryDeadline(call, time, options.Form, "set", out deadline))
        {
            return;
        }

        var key = call.Args[1];
        call.Expire(key);
        if (options.Gets && !Get(call))
        {
            return;
        }

        if ((options.OnlyIfAbsent || options.OnlyIfPresent)
            && call.Database.TryGet(key, out _) != options.OnlyIfPresent)
        {
            ReplyUnless(options.Gets, call.Reply.NullBulk);
            return;
        }

        if (options.Condition is { } condition)
        {
            SetIf(call, key, options, condition, deadline);
            return;
        }

        Set(call, key, options, deadline);
        ReplyUnless(options.Gets, call.Reply.Ok);
    }

    /// <summary>A key that is not there has another value than any.</summary>
    private static void SetIf(
        Call call, Bytes key, in SetOptions options, ValueCondition condition, long deadline)
    {
        if (!call.Find<StringValue>(key, out var text))
        {
            return;
        }

        var holds = text is null ? !condition.Equal : condition.Holds(call, text.Content);
        if (holds == true)
        {
            Set(call, key, options, deadline);
        }

        if (holds is { } known)
        {
            ReplyUnless(options.Gets, known ? call.Reply.Ok : call.Reply.NullBulk);
        }
    }

    /// <summary>GET has replied already.</summary>
    private static void ReplyUnless(bool gets, Action reply)
    {
        if (!gets)
        {
            reply();
        }
    }

    /// <summary>
    /// Redis 7 logs a deadline as PXAT, and never GET. Redis 8.6 logs a command that has PXAT as it is.
    /// </summary>
    private static void Set(Call call, Bytes key, in SetOptions options, long deadline)
    {
        Put(call, key, call.Args[2], options.KeepDeadline, deadline);
        var isAsGiven = options.Form is { Absolute: true, UnitMs: 1 } && call.Data.Dialect >= Dialect.Redis86;
        if (call.Is7 && options.Time is not null && !isAsGiven)
        {
            call.Log(SetName, key, call.Args[2], UntilName, Bytes.Of(deadline));
        }
        else if (options.Gets && !isAsGiven)
        {
            call.Log([.. call.Args[..3], .. call.Args[3..].Where(static option => !option.EqualsIgnoreCase("GET"))]);
        }
    }

    /// <summary>A key gets a string.</summary>
    internal static void Put(Call call, Bytes key, Bytes text, bool keepsDeadline, long deadline)
    {
        var value = new StringValue(text);
        if (keepsDeadline)
        {
            call.Database.Replace(key, value);
        }
        else
        {
            call.Database.Set(key, value, deadline);
        }

        call.Changed(key);
    }

    private static void SetIfAbsent(Call call)
    {
        var key = call.Args[1];
        if (call.Find(key) is not null)
        {
            call.Reply.Integer(0);
            return;
        }

        call.Database.Set(key, new StringValue(call.Args[2]));
        call.Changed(key);
        call.Reply.Integer(1);
    }

    private static void SetFor(Call call, int unitMs)
    {
        var key = call.Args[1];
        if (TryDeadline(call, call.Args[2], new TimeForm(unitMs, Absolute: false), unitMs == 1 ? "psetex" : "setex",
            out var deadline))
        {
            call.Expire(key);
            call.Database.Set(key, new StringValue(call.Args[3]), deadline);
            call.Changed(key);
            if (call.Is7)
            {
                call.Log(SetName, key, call.Args[3], UntilName, Bytes.Of(deadline));
            }

            call.Reply.Ok();
        }
    }

    /// <summary>
    /// A time as a deadline, in milliseconds since 1970. Huge times wrap around, here and in the log; since 7.0 they
    /// are errors.
    /// </summary>
    public static bool TryDeadline(Call call, Bytes time, TimeForm form, string command, out long deadline)
    {
        deadline = Held.Never;
        if (!call.Integer(time, out var units))
        {
            return false;
        }

        var since = form.Absolute ? 0 : call.NowMs;
        if (units <= 0 || (call.Is7 && !ExpireCommands.IsInRange(since, units, form.UnitMs)))
        {
            call.Reply.Error(ExpireCommands.Invalid(call, command));
            return false;
        }

        deadline = ExpireCommands.DeadlineAt(since, units, form.UnitMs);
        return true;
    }

    /// <summary>Replies the value; false after an error reply.</summary>
    public static bool Get(Call call)
    {
        if (!call.Find<StringValue>(call.Args[1], out var value))
        {
            return false;
        }

        if (value is null)
        {
            call.Reply.NullBulk();
        }
        else
        {
            call.Reply.Bulk(value.Span);
        }

        return true;
    }

    private static void GetSet(Call call)
    {
        if (Get(call))
        {
            call.Database.Set(call.Args[1], new StringValue(call.Args[2]));
            call.Changed(call.Args[1]);
            if (call.Is7)
            {
                call.Log(SetName, call.Args[1], call.Args[2]);
            }
        }
    }

    private static void GetMany(Call call)
    {
        call.Reply.Array(call.Args.Length - 1);
        foreach (var key in call.Args.AsSpan(1))
        {
            if (call.Find(key) is StringValue value)
            {
                call.Reply.Bulk(value.Span);
            }
            else
            {
                call.Reply.NullBulk();
            }
        }
    }

    private static void SetMany(Call call, bool onlyIfAllAbsent)
    {
        var args = call.Args;
        if (args.Length % 2 == 0)
        {
            call.Reply.Error(call.Is7 ? call.Command.WrongArity : "ERR wrong number of arguments for MSET");
            return;
        }

        for (var i = 1; i < args.Length; i += 2)
        {
            if (call.Find(args[i]) is not null && onlyIfAllAbsent)
            {
                call.Reply.Integer(0);
                return;
            }
        }

        for (var i = 1; i < args.Length; i += 2)
        {
            call.Database.Set(args[i], new StringValue(args[i + 1]));
            call.Changed(args[i]);
        }

        if (onlyIfAllAbsent)
        {
            call.Reply.Integer(1);
        }
        else
        {
            call.Reply.Ok();
        }
    }

    private static void Append(Call call)
    {
        var (key, more) = (call.Args[1], call.Args[2]);
        if (!call.Find<StringValue>(key, out var value)
            || TooLong(call, (value?.Length ?? 0) + (long)more.Length))
        {
            return;
        }

        value = value is null ? new StringValue(more) : value.Append(more.Span);
        call.Database.Replace(key, value);
        call.Changed(key);
        call.Reply.Integer(value.Length);
    }

    private static void Length(Call call)
    {
        if (call.Find<StringValue>(call.Args[1], out var value))
        {
            call.Reply.Integer(value?.Length ?? 0);
        }
    }

    private static void SetRange(Call call)
    {
        var (key, patch) = (call.Args[1], call.Args[3]);
        if (!call.Integer(call.Args[2], out var offset))
        {
            return;
        }

        if (offset < 0)
        {
            call.Reply.Error("ERR offset is out of range");
            return;
        }

        if (!call.Find<StringValue>(key, out var value))
        {
            return;
        }

        var old = value?.Content ?? default;
        if (patch.Length == 0)
        {
            call.Reply.Integer(old.Length);
            return;
        }

        if (TooLong(call, Math.Min(offset, Errors.MaxStringLength) + patch.Length))
        {
            return;
        }

        var patched = new byte[Math.Max(old.Length, (int)offset + patch.Length)];
        old.Span.CopyTo(patched);
        patch.Span.CopyTo(patched.AsSpan((int)offset));
        call.Database.Replace(key, new StringValue(new Bytes(patched)));
        call.Changed(key);
        call.Reply.Integer(patched.Length);
    }

    private static void GetRange(Call call)
    {
        if (!call.Integer(call.Args[2], out var start) || !call.Integer(call.Args[3], out var end)
            || !call.Find<StringValue>(call.Args[1], out var value))
        {
            return;
        }

        var content = value is null ? [] : value.Span;
        if ((start < 0 && end < 0 && start > end) || content.IsEmpty)
        {
            call.Reply.Bulk(default(Bytes));
            return;
        }

        start = Math.Max(0, start < 0 ? start + content.Length : start);
        end = Math.Max(0, end < 0 ? end + content.Length : end);
        end = Math.Min(end, content.Length - 1);
        call.Reply.Bulk(start > end ? [] : content[(int)start..((int)end + 1)]);
    }

    private static bool TooLong(Call call, long length)
    {
        if (length > Errors.MaxStringLength)
        {
            call.Reply.Error(call.Is7 ? Errors.LongerThanBulk : Errors.TooLong);
            return true;
        }

        return false;
    }
}
