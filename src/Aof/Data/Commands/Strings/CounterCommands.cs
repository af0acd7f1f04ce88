using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Aof.Data.Commands.Strings;

/// <summary>Counters in strings (t_string.c of Redis).</summary>
internal static class CounterCommands
{
    private static readonly Bytes SetName = Bytes.Of("SET");
    private static readonly Bytes KeepTtl = Bytes.Of("KEEPTTL");

    public static Command[] Rows { get; } =
    [
        new("INCR", 2, CommandFlags.Write, static call => Add(call, 1)),
        new("DECR", 2, CommandFlags.Write, static call => Add(call, -1)),
        new("INCRBY", 3, CommandFlags.Write, static call => AddArgument(call, sign: 1)),
        new("DECRBY", 3, CommandFlags.Write, static call => AddArgument(call, sign: -1)),
        new("INCRBYFLOAT", 3, CommandFlags.Write, AddFloat),
    ];

    private static void AddArgument(Call call, int sign)
    {
        if (call.Integer(call.Args[2], out var by))
        {
            Add(call, unchecked(by * sign));
        }
    }

    private static void Add(Call call, long by)
    {
        var key = call.Args[1];
        var number = 0L;
        if (!call.Find<StringValue>(key, out var value)
            || (value is not null && !call.Integer(value.Content, out number)))
        {
            return;
        }

        if (!TryAdd(number, by, out var sum))
        {
            call.Reply.Error(Errors.Overflow);
            return;
        }

        call.Database.Replace(key, new StringValue(Bytes.Of(sum)));
        call.Changed(key);
        call.Reply.Integer(sum);
    }

    /// <summary>Adds; false on overflow.</summary>
    public static bool TryAdd(long number, long by, out long sum)
    {
        sum = unchecked(number + by);
        return ((number ^ sum) & (by ^ sum)) >= 0;
    }

    /// <summary>Logged as SET of the result: a replay does not repeat floating point additions.</summary>
    private static void AddFloat(Call call)
    {
        var key = call.Args[1];
        if (!call.Find<StringValue>(key, out var value))
        {
            return;
        }

        LongDouble number = default;
        if ((value is not null && !LongDouble.TryParse(value.Span, out number))
            || !LongDouble.TryParse(call.Args[2].Span, out var by))
        {
            call.Reply.Error(Errors.NotAFloat);
            return;
        }

        number += by;
        if (number.Infinite)
        {
            call.Reply.Error(Errors.NotFinite);
            return;
        }

        var text = Bytes.Of(number.ToFixed());
        call.Database.Replace(key, new StringValue(text));
        call.Changed(key);
        call.Reply.Bulk(text);
        if (call.Executor.FloatForgetsDeadline)
        {
            call.Log(SetName, key, text);
        }
        else
        {
            call.Log(SetName, key, text, KeepTtl);
        }
    }
}
