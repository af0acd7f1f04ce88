namespace Aof.Data.Commands;

/// <summary>The options behind the value of SET.</summary>
internal readonly record struct SetOptions(bool OnlyIfAbsent, bool OnlyIfPresent, bool KeepDeadline, Bytes? Time, int UnitMs)
{
    /// <summary>Reads them; false on an unknown one, on one without its argument, and on two that exclude each other.</summary>
    public static bool TryParse(Bytes[] args, out SetOptions options)
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
            else if (Unit(args[i]) is var unit and > 0 && options.AcceptsTime(unit) && i + 1 < args.Length)
            {
                options = options with { Time = args[++i], UnitMs = unit };
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    private static int Unit(Bytes option) => option.EqualsIgnoreCase("EX") ? 1000 : option.EqualsIgnoreCase("PX") ? 1 : 0;

    /// <summary>The same unit may be given twice, the last one counts; two units, or a time and KEEPTTL, may not.</summary>
    private bool AcceptsTime(int unitMs) => !KeepDeadline && (Time is null || UnitMs == unitMs);
}
