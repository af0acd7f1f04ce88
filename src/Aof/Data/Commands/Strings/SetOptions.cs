using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.KnownDefects;

namespace Aof.Data.Commands.Strings;

/// <summary>
/// The options of SET and GETEX. Redis 6.2 added PXAT, EXAT and GET: for a client of 6.0.5 they are a syntax error, but
/// the loader accepts times in logs of later versions.
/// </summary>
internal readonly record struct SetOptions(
    bool OnlyIfAbsent, bool OnlyIfPresent, bool KeepDeadline, bool Gets, Bytes? Time, TimeForm Form)
{
    private const int FirstOfSet = 3;

    /// <summary>The index of the time.</summary>
    public int TimeAt { get; init; }

    /// <summary>What the value must be; null: anything.</summary>
    public ValueCondition? Condition { get; init; }

    /// <summary>Reads the options; false for an unknown one, a missing argument, or a conflict.</summary>
    /// <param name="call">The call.</param>
    /// <param name="options">The options.</param>
    /// <param name="first">The index of the first; behind that of SET it is MSETEX, which has fewer.</param>
    public static bool TryParse(Call call, out SetOptions options, int first = FirstOfSet)
    {
        var (args, later) = (call.Args, call.Loading || call.Is7);
        options = default;
        for (var i = first; i < args.Length; i++)
        {
            if (!options.OnlyIfPresent && options.MayFollow(call) && args[i].EqualsIgnoreCase("NX"))
            {
                options = options with { OnlyIfAbsent = true };
            }
            else if (!options.OnlyIfAbsent && options.MayFollow(call) && args[i].EqualsIgnoreCase("XX"))
            {
                options = options with { OnlyIfPresent = true };
            }
            else if (options.Time is null && args[i].EqualsIgnoreCase("KEEPTTL"))
            {
                options = options with { KeepDeadline = true };
            }
            else if (call.Is7 && first == FirstOfSet && args[i].EqualsIgnoreCase("GET"))
            {
                options = options with { Gets = true };
            }
            else if (FormOf(args[i], later) is { } form && options.AcceptsTime(form) && i + 1 < args.Length)
            {
                options = options with { Time = args[++i], TimeAt = i, Form = form };
            }
            else if (first == FirstOfSet && i + 1 < args.Length && options.AcceptsCondition(
                ValueCondition.Of(call, args[i], args[i + 1])) is { } condition)
            {
                options = options with { Condition = condition };
                i++;
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The form of the time behind this option; null: it has none.</summary>
    public static TimeForm? FormOf(Bytes option, bool later) =>
        option.EqualsIgnoreCase("EX") ? new TimeForm(UnitMs: 1000, Absolute: false)
        : option.EqualsIgnoreCase("PX") ? new TimeForm(UnitMs: 1, Absolute: false)
        : later && option.EqualsIgnoreCase("EXAT") ? new TimeForm(UnitMs: 1000, Absolute: true)
        : later && option.EqualsIgnoreCase("PXAT") ? new TimeForm(UnitMs: 1, Absolute: true)
        : null;

    /// <summary>Redis takes NX or XX behind a condition.</summary>
    private bool MayFollow(Call call) => Condition is null || !call.Data.Dialect.IsValkey();

    /// <summary>A condition excludes any other; the same word may occur twice.</summary>
    private ValueCondition? AcceptsCondition(ValueCondition? next) =>
        OnlyIfAbsent || OnlyIfPresent || (Condition is { } before && (before with { Operand = default }) != (next! with
        {
            Operand = default,
        })) ? null : next;

    /// <summary>
    /// A form may occur twice, and the last one counts. Two forms conflict, and so do a time and KEEPTTL.
    /// </summary>
    private bool AcceptsTime(TimeForm form) => !KeepDeadline && (Time is null || Form == form);
}

/// <summary>The form of a time: its unit in milliseconds, and whether it is absolute.</summary>
internal readonly record struct TimeForm(int UnitMs, bool Absolute);
