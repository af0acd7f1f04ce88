using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Aof.Data.Commands.Strings;

/// <summary>
/// BITFIELD and BITFIELD_RO (bitfieldGeneric() of Redis): integers of 1 to 64 bits at any bit of a string.
/// </summary>
internal static class BitFieldCommand
{
    private const string BadType =
        "ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.";

    public static Command[] Rows { get; } =
    [
        new("BITFIELD", -2, CommandFlags.Write, static call => Run(call, onlyReads: false)),
        new("BITFIELD_RO", -2, CommandFlags.ReadOnly, static call => Run(call, onlyReads: true)),
    ];

    private enum Action
    {
        Get,
        Set,
        IncrementBy,
    }

    /// <summary>
    /// All operations are parsed before the first is executed. A write counts as a change even if it fails or changes
    /// no bit.
    /// </summary>
    private static void Run(Call call, bool onlyReads)
    {
        var operations = new List<Operation>();
        if (!TryParse(call, operations))
        {
            return;
        }

        var writes = operations.FindAll(static operation => operation.Action != Action.Get);
        if (onlyReads && writes.Count > 0)
        {
            call.Reply.Error("ERR BITFIELD_RO only supports the GET subcommand");
            return;
        }

        var key = call.Args[1];
        if (!call.Find<StringValue>(key, out var value))
        {
            return;
        }

        var old = value?.Content ?? default;
        var bytes = new byte[Math.Max(
            old.Length, writes.Count == 0 ? 0 : writes.Max(static write => write.Field.Bytes))];
        old.Span.CopyTo(bytes);
        call.Reply.Array(operations.Count);
        var hasWritten = ApplyAll(operations, bytes, call.Reply);

        // Since 7.0 writes that change nothing are not logged.
        if (writes.Count == 0 || (call.Is7 && old.Span.SequenceEqual(bytes)))
        {
            return;
        }

        call.Database.Replace(key, new StringValue(new Bytes(bytes)));
        if (hasWritten || !call.Executor.FailedFieldNotLogged)
        {
            call.Changed(key, writes.Count);
        }
    }

    private static bool ApplyAll(List<Operation> operations, byte[] bytes, Reply reply)
    {
        var hasWritten = false;
        foreach (var operation in operations)
        {
            hasWritten |= Apply(operation, bytes, reply);
        }

        return hasWritten;
    }

    /// <summary>Replies; true when the operation has written.</summary>
    private static bool Apply(Operation operation, byte[] bytes, Reply reply)
    {
        var field = operation.Field;
        var old = field.Read(bytes);
        if (operation.Action == Action.Get)
        {
            reply.Integer(old);
            return false;
        }

        var increments = operation.Action == Action.IncrementBy;
        var wanted = increments ? (Int128)old + operation.Operand : field.Given(operation.Operand);
        if (field.Fit(wanted, operation.Overflow) is not { } fitting)
        {
            reply.NullBulk();
            return false;
        }

        field.Write(bytes, fitting);
        reply.Integer(increments ? fitting : old);
        return true;
    }

    private static bool TryParse(Call call, List<Operation> operations)
    {
        var args = call.Args;
        var overflow = Overflow.Wrap;
        for (var i = 2; i < args.Length;)
        {
            var rest = args.Length - i - 1;
            if (rest >= 1 && args[i].EqualsIgnoreCase("OVERFLOW"))
            {
                if (!TryOverflow(args[i + 1], out overflow))
                {
                    call.Reply.Error("ERR Invalid OVERFLOW type specified");
                    return false;
                }

                i += 2;
                continue;
            }

            if (ActionOf(args[i], rest) is not { } action)
            {
                call.Reply.Error(Errors.Syntax);
                return false;
            }

            var operand = 0L;
            if (!TryField(call, args[i + 1], args[i + 2], out var field)
                || (action != Action.Get && !call.Integer(args[i + 3], out operand)))
            {
                return false;
            }

            operations.Add(new Operation(action, field, operand, overflow));
            i += action == Action.Get ? 3 : 4;
        }

        return true;
    }

    private static Action? ActionOf(Bytes name, int rest) =>
        rest >= 2 && name.EqualsIgnoreCase("GET") ? Action.Get
        : rest >= 3 && name.EqualsIgnoreCase("SET") ? Action.Set
        : rest >= 3 && name.EqualsIgnoreCase("INCRBY") ? Action.IncrementBy
        : null;

    private static bool TryOverflow(Bytes name, out Overflow overflow)
    {
        overflow = name.EqualsIgnoreCase("SAT")
            ? Overflow.Saturate
            : name.EqualsIgnoreCase("FAIL") ? Overflow.Fail : Overflow.Wrap;
        return overflow != Overflow.Wrap || name.EqualsIgnoreCase("WRAP");
    }

    private static bool TryField(Call call, Bytes type, Bytes at, out BitField field)
    {
        var text = type.Span;
        var signed = text.StartsWith("i"u8);
        field = default;
        if ((!signed && !text.StartsWith("u"u8)) || !NumberSyntax.TryInteger(text[1..], out var width) || width < 1
            || width > (signed ? 64 : 63))
        {
            call.Reply.Error(BadType);
            return false;
        }

        var valid = BitCommands.TryOffset(call, at, (int)width, out var offset);
        field = new BitField(offset, (int)width, signed);
        return valid;
    }

    private readonly record struct Operation(Action Action, BitField Field, long Operand, Overflow Overflow);
}
