using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.KnownDefects;

namespace Aof.Data.Commands.Keys;

/// <summary>
/// The conditions of EXPIRE and its kin in Redis 7: no deadline (NX), a deadline (XX), an earlier one (GT), a later one
/// or none (LT).
/// </summary>
internal readonly record struct ExpireConditions(bool Absent, bool Present, bool Later, bool Earlier)
{
    /// <summary>Reads the arguments behind the time; false after an error reply.</summary>
    public static bool TryParse(Call call, out ExpireConditions conditions)
    {
        return TryParse(call, call.Args.AsSpan(3), "Unsupported option", out conditions);
    }

    /// <summary>
    /// Reads the conditions of HEXPIRE and its kin: Redis takes one of them, Valkey those of EXPIRE. False after an
    /// error reply.
    /// </summary>
    public static bool TryParseForFields(Call call, Bytes[] options, out ExpireConditions conditions)
    {
        conditions = default;
        var isValkey = call.Data.Dialect.IsValkey();
        if (options.Length > 1 && !isValkey)
        {
            call.Reply.Error("ERR Multiple condition flags specified");
            return false;
        }

        var isStrict = call.Data.Dialect < Dialect.Redis86 && !isValkey;
        if (isStrict && options.Length == 1 && default(ExpireConditions).Accept(options[0]) is null)
        {
            call.Reply.Error("ERR Mandatory argument FIELDS is missing or not at the right position");
            return false;
        }

        return TryParse(call, options, isValkey ? "Unsupported option" : "unknown argument:", out conditions);
    }

    private static bool TryParse(
        Call call, ReadOnlySpan<Bytes> options, string unknown, out ExpireConditions conditions)
    {
        conditions = default;
        foreach (var option in options)
        {
            if (conditions.Accept(option) is not { } more)
            {
                call.Reply.Error($"ERR {unknown} {Executor.Line(option)}");
                return false;
            }

            conditions = more;
        }

        var error = conditions is { Absent: true, Present: true } or { Absent: true, Later: true }
            or { Absent: true, Earlier: true }
            ? "ERR NX and XX, GT or LT options at the same time are not compatible"
            : conditions is { Later: true, Earlier: true }
            ? "ERR GT and LT options at the same time are not compatible"
            : null;
        if (error is not null)
        {
            call.Reply.Error(error);
        }

        return error is null;
    }

    /// <summary>Whether a key with this deadline may get the new one. No deadline is later than any.</summary>
    public bool Allow(long? present, long deadline) =>
        !(Absent && present is not null) && !(Present && present is null)
        && !(Later && (present is not { } early || deadline <= early))
        && !(Earlier && present is { } late && deadline >= late);

    private ExpireConditions? Accept(Bytes option) =>
        option.EqualsIgnoreCase("NX") ? this with { Absent = true }
        : option.EqualsIgnoreCase("XX") ? this with { Present = true }
        : option.EqualsIgnoreCase("GT") ? this with { Later = true }
        : option.EqualsIgnoreCase("LT") ? this with { Earlier = true }
        : null;
}
