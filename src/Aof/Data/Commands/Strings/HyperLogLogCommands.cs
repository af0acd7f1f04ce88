using Aof.Data.Execution;
using Aof.Data.HyperLogLog;
using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Aof.Data.Commands.Strings;

/// <summary>
/// PFADD, PFCOUNT, PFMERGE and PFDEBUG (hyperloglog.c of Redis). PFCOUNT is a write: it stores its estimate and is
/// logged then. Redis 6.0.5 lists it as read-only but logs it. So a transaction whose only change is a PFCOUNT is
/// logged with EXEC but no MULTI, and redis-check-aof rejects such a log.
/// </summary>
internal static class HyperLogLogCommands
{
    private const string NoSketch = "WRONGTYPE Key is not a valid HyperLogLog string value.";
    private const string Corrupted = "INVALIDOBJ Corrupted HLL object detected";

    public static Command[] Rows { get; } =
    [
        new("PFADD", -2, CommandFlags.Write, Add),
        new("PFCOUNT", -2, CommandFlags.Write, Count),
        new("PFMERGE", -2, CommandFlags.Write, Merge),
        new("PFDEBUG", -3, CommandFlags.Write, Debug),
    ];

    private static void Add(Call call)
    {
        var key = call.Args[1];
        if (!TryFind(call, key, out var found))
        {
            return;
        }

        var sketch = found ?? Sketch.Empty();
        var changed = found is null;
        foreach (var element in call.Args.AsSpan(2))
        {
            var (register, count) = ElementHash.Of(element.Span);
            if (sketch.Raise(register, count) is not { } raised)
            {
                call.Reply.Error(Corrupted);
                return;
            }

            changed |= raised;
        }

        if (changed)
        {
            sketch.Outdate();
            Store(call, key, sketch);
        }

        call.Reply.Integer(changed ? 1 : 0);
    }

    private static void Count(Call call)
    {
        var registers = new byte[Sketch.Registers];
        if (call.Args.Length > 2)
        {
            if (TryUnite(call, registers, out _))
            {
                call.Reply.Integer(Estimate.Of(registers));
            }
        }
        else if (TryFind(call, call.Args[1], out var sketch))
        {
            if (sketch is null || sketch.Cached is not null)
            {
                call.Reply.Integer(sketch?.Cached ?? 0);
            }
            else if (sketch.MergeInto(registers))
            {
                sketch.Cached = Estimate.Of(registers);
                Store(call, call.Args[1], sketch);
                call.Reply.Integer(sketch.Cached.Value);
            }
            else
            {
                call.Reply.Error(Corrupted);
            }
        }
    }

    /// <summary>The target is part of the union. It becomes dense when any source is.</summary>
    private static void Merge(Call call)
    {
        var registers = new byte[Sketch.Registers];
        var key = call.Args[1];
        if (!TryUnite(call, registers, out var dense) || !TryFind(call, key, out var found))
        {
            return;
        }

        // The target was merged above, so its registers are valid and nothing here can fail.
        var sketch = found ?? Sketch.Empty();
        _ = dense && sketch.TryMakeDense();
        for (var i = 0; i < Sketch.Registers; i++)
        {
            _ = registers[i] > 0 ? sketch.Raise(i, registers[i]) : null;
        }

        sketch.Outdate();
        Store(call, key, sketch);
        call.Reply.Ok();
    }

    /// <summary>
    /// The highest value of each register over all keys; missing keys count as empty. False, after an error reply, when
    /// one is not a sketch.
    /// </summary>
    private static bool TryUnite(Call call, Span<byte> registers, out bool anyDense)
    {
        anyDense = false;
        foreach (var key in call.Args.AsSpan(1))
        {
            if (!TryFind(call, key, out var sketch))
            {
                return false;
            }

            if (sketch is not null && !sketch.MergeInto(registers))
            {
                call.Reply.Error(Corrupted);
                return false;
            }

            anyDense |= sketch is { IsSparse: false };
        }

        return true;
    }

    private static void Debug(Call call)
    {
        var (action, key) = (call.Args[1], call.Args[2]);
        if (!TryFind(call, key, out var sketch))
        {
            return;
        }

        var answer = sketch is null
            ? static (call, _) => call.Reply.Error("ERR The specified key does not exist")
            : DebugAction(action);
        if (answer is null)
        {
            call.Reply.Error($"ERR Unknown PFDEBUG subcommand '{action}'");
        }
        else if (sketch is not null && call.Args.Length != 3)
        {
            call.Reply.Error($"ERR Wrong number of arguments for the '{action}' subcommand");
        }
        else
        {
            answer(call, sketch!);
        }
    }

    private static Action<Call, Sketch>? DebugAction(Bytes name) =>
        name.EqualsIgnoreCase("GETREG") ? Registers
        : name.EqualsIgnoreCase("DECODE") ? Decode
        : name.EqualsIgnoreCase("ENCODING")
        ? static (call, sketch) => call.Reply.Status(sketch.IsSparse ? "sparse" : "dense")
        : name.EqualsIgnoreCase("TODENSE") ? ToDense
        : null;

    /// <summary>Makes the sketch dense, which is logged.</summary>
    private static void Registers(Call call, Sketch sketch)
    {
        if (TryMakeDense(call, sketch))
        {
            var registers = new byte[Sketch.Registers];
            _ = sketch.MergeInto(registers);
            call.Reply.Array(registers.Length);
            Array.ForEach(registers, one => call.Reply.Integer(one));
        }
    }

    private static void ToDense(Call call, Sketch sketch)
    {
        var sparse = sketch.IsSparse;
        if (TryMakeDense(call, sketch))
        {
            call.Reply.Integer(sparse ? 1 : 0);
        }
    }

    private static bool TryMakeDense(Call call, Sketch sketch)
    {
        var sparse = sketch.IsSparse;
        if (!sketch.TryMakeDense())
        {
            call.Reply.Error(Corrupted);
            return false;
        }

        if (sparse)
        {
            Store(call, call.Args[2], sketch);
        }

        return true;
    }

    private static void Decode(Call call, Sketch sketch)
    {
        if (!sketch.IsSparse)
        {
            call.Reply.Error("ERR HLL encoding is not sparse");
            return;
        }

        var words = new List<string>();
        for (var at = 0; at < sketch.Body.Length;)
        {
            var run = SparseRun.At(sketch.Body, at);
            words.Add(run.Value > 0 ? $"v:{run.Value},{run.Length}" : $"{(run.Size == 1 ? 'z' : 'Z')}:{run.Length}");
            at += run.Size;
        }

        call.Reply.Bulk(Bytes.Of(string.Join(' ', words)));
    }

    private static bool TryFind(Call call, Bytes key, out Sketch? sketch)
    {
        sketch = null;
        if (!call.Find<StringValue>(key, out var value))
        {
            return false;
        }

        sketch = value is null ? null : Sketch.TryRead(value.Content);
        if (value is not null && sketch is null)
        {
            call.Reply.Error(NoSketch);
            return false;
        }

        return true;
    }

    private static void Store(Call call, Bytes key, Sketch sketch)
    {
        call.Database.Replace(key, new StringValue(sketch.ToBytes()));
        call.Changed(key);
    }
}
