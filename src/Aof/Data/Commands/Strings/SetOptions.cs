using Aof.Data.Primitives;

namespace Aof.Data.Commands.Strings;

/// <summary>
/// The options behind the value of SET. PXAT and EXAT came with Redis 6.2: a client of 6.0.5 is told that they are a
/// syntax error, but a log that a later version wrote has them, so the loader takes them.
/// </summary>
internal readonly record struct SetOptions(bool OnlyIfAbsent, bool OnlyIfPresent, bool KeepDeadline, Bytes? Time, TimeForm Form)
{
    /// <summary>Reads them; false on an unknown one, on one without its argument, and on two that exclude each other.</summary>
    public static bool TryParse(Bytes[] args, bool loading, out SetOptions options)
    {
        options = default;
        for (var i = 3; i < args.Length; i++)
        {
            if (!options.OnlyIfPresent && args[i].EqualsIgnoreCase("NX"))
            {
                options = options with { OnlyIfAbsent = true };
            }
            else if (!options.OnlyIfAbsent && args[i].EqualsIgnoreCase("XX"))
            {
                options = options with { OnlyIfPresent = true };
            }
            else if (options.Time is null && args[i].EqualsIgnoreCase("KEEPTTL"))
            {
                options = options with { KeepDeadline = true };
            }
            else if (FormOf(args[i], loading) is { } form && options.AcceptsTime(form) && i + 1 < args.Length)
            {
                options = options with { Time = args[++i], Form = form };
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    private static TimeForm? FormOf(Bytes option, bool loading) =>
        option.EqualsIgnoreCase("EX") ? new TimeForm(UnitMs: 1000, Absolute: false)
        : option.EqualsIgnoreCase("PX") ? new TimeForm(UnitMs: 1, Absolute: false)
        : loading && option.EqualsIgnoreCase("EXAT") ? new TimeForm(UnitMs: 1000, Absolute: true)
        : loading && option.EqualsIgnoreCase("PXAT") ? new TimeForm(UnitMs: 1, Absolute: true)
        : null;

    /// <summary>The same form may be given twice, the last one counts; two forms, or a time and KEEPTTL, may not.</summary>
    private bool AcceptsTime(TimeForm form) => !KeepDeadline && (Time is null || Form == form);
}

/// <summary>How a time is given: in units of so many milliseconds, since 1970 or from now.</summary>
internal readonly record struct TimeForm(int UnitMs, bool Absolute);
