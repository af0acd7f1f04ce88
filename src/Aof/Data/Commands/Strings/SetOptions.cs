using Aof.Data.Primitives;

namespace Aof.Data.Commands.Strings;

/// <summary>
/// The options of SET. Redis 6.2 added PXAT and EXAT: for a client of 6.0.5 they are a syntax error, but the loader
/// accepts them in logs of later versions.
/// </summary>
internal readonly record struct SetOptions(
    bool OnlyIfAbsent, bool OnlyIfPresent, bool KeepDeadline, Bytes? Time, TimeForm Form)
{
    /// <summary>Reads the options; false for an unknown one, a missing argument, or a conflict.</summary>
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

    /// <summary>
    /// A form may occur twice, and the last one counts. Two forms conflict, and so do a time and KEEPTTL.
    /// </summary>
    private bool AcceptsTime(TimeForm form) => !KeepDeadline && (Time is null || Form == form);
}

/// <summary>The form of a time: its unit in milliseconds, and whether it is absolute.</summary>
internal readonly record struct TimeForm(int UnitMs, bool Absolute);
