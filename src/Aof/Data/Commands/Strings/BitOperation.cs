using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Aof.Data.Commands.Strings;

/// <summary>BITOP (bitopCommand() of Redis): combines strings bit by bit; shorter ones are padded with zeros.</summary>
internal static class BitOperation
{
    public static Command[] Rows { get; } = [new("BITOP", -4, CommandFlags.Write, Run)];

    private static void Run(Call call)
    {
        var args = call.Args;
        var inverts = args[1].EqualsIgnoreCase("NOT");
        var combine = Named(args[1]);
        if (inverts ? args.Length != 4 : combine is null)
        {
            call.Reply.Error(inverts ? "ERR BITOP NOT must be called with a single source key." : Errors.Syntax);
            return;
        }

        var sources = new Bytes[args.Length - 3];
        for (var i = 0; i < sources.Length; i++)
        {
            if (!call.Find<StringValue>(args[3 + i], out var value))
            {
                return;
            }

            sources[i] = value?.Content ?? default;
        }

        Store(call, inverts
            ? Array.ConvertAll(sources[0].Span.ToArray(), static one => (byte)~one)
            : Combine(sources, combine!));
    }

    private static Func<byte, byte, byte>? Named(Bytes name) =>
        name.EqualsIgnoreCase("AND") ? static (a, b) => (byte)(a & b)
        : name.EqualsIgnoreCase("OR") ? static (a, b) => (byte)(a | b)
        : name.EqualsIgnoreCase("XOR") ? static (a, b) => (byte)(a ^ b)
        : null;

    private static byte[] Combine(Bytes[] sources, Func<byte, byte, byte> combine)
    {
        var result = new byte[sources.Max(static source => source.Length)];
        sources[0].Span.CopyTo(result);
        foreach (var source in sources.AsSpan(1))
        {
            var bytes = source.Span;
            for (var i = 0; i < result.Length; i++)
            {
                result[i] = combine(result[i], i < bytes.Length ? bytes[i] : (byte)0);
            }
        }

        return result;
    }

    /// <summary>
    /// Replaces the target without a deadline, or removes it when all sources are empty.
    /// </summary>
    private static void Store(Call call, byte[] result)
    {
        var target = call.Args[2];
        var changes = result.Length > 0;
        if (changes)
        {
            call.Expire(target);
            call.Database.Set(target, new StringValue(new Bytes(result)));
        }
        else
        {
            changes = call.Database.Remove(target);
        }

        call.ChangedIf(changes, target);
        call.Reply.Integer(result.Length);
    }
}
