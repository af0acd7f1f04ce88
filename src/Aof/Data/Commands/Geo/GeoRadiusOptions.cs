using Aof.Data.Execution;
using Aof.Data.Geo;
using Aof.Data.Primitives;

namespace Aof.Data.Commands.Geo;

/// <summary>
/// The options of GEORADIUS and its variants. Count 0: no limit. Any: the first that are found, not the nearest. Target
/// null: nothing is stored.
/// </summary>
internal readonly record struct GeoRadiusOptions(
    bool WithDistance, bool WithHash, bool WithPlace, bool? Ascending, long Count, bool Any, Bytes? Target,
    bool StoresDistance)
{
    /// <summary>The number of details shown for each member.</summary>
    public int Details => (WithDistance ? 1 : 0) + (WithHash ? 1 : 0) + (WithPlace ? 1 : 0);

    /// <summary>Reads the arguments from <paramref name="first"/> on; false after an error reply.</summary>
    public static bool TryParse(Call call, int first, bool stores, out GeoRadiusOptions options)
    {
        options = default;
        var args = call.Args;
        for (var i = first; i < args.Length; i++)
        {
            if (options.Accept(args[i]) is { } more)
            {
                options = more;
            }
            else if (call.Is7 && args[i].EqualsIgnoreCase("ANY"))
            {
                options = options with { Any = true };
            }
            else if (i + 1 < args.Length && args[i].EqualsIgnoreCase("COUNT"))
            {
                if (!TryCount(call, args[++i], out var count))
                {
                    return false;
                }

                options = options with { Count = count };
            }
            else if (i + 1 < args.Length && stores
                && (args[i].EqualsIgnoreCase("STORE") || args[i].EqualsIgnoreCase("STOREDIST")))
            {
                options = options with { StoresDistance = args[i].EqualsIgnoreCase("STOREDIST"), Target = args[++i] };
            }
            else
            {
                call.Reply.Error(Errors.Syntax);
                return false;
            }
        }

        return options.IsSound(call, "STORE option in GEORADIUS");
    }

    /// <summary>Whether the options go together; false after an error reply, which names what stores.</summary>
    public bool IsSound(Call call, string storing)
    {
        var error = Target is not null && Details > 0
            ? $"ERR {storing} is not compatible with WITHDIST, WITHHASH and WITHCOORD{(call.Is7 ? "" : "S")} options"
            : Any && Count == 0 ? "ERR the ANY argument requires COUNT argument"
            : null;
        if (error is not null)
        {
            call.Reply.Error(error);
        }

        return error is null;
    }

    /// <summary>The results to show or store, in order. With a limit and no order, the nearest ones.</summary>
    public List<GeoFound> Chosen(List<GeoFound> found)
    {
        found = Any ? found[..(int)Math.Min(Count, found.Count)] : found;
        IEnumerable<GeoFound> chosen = (Ascending ?? (Count > 0 && !Any ? true : null)) switch
        {
            true => found.OrderBy(static one => one.Distance),
            false => found.OrderByDescending(static one => one.Distance),
            null => found,
        };
        return [.. Count > 0 ? chosen.Take((int)Math.Min(Count, found.Count)) : chosen];
    }

    /// <summary>Reads an option that is one word; null: it is another.</summary>
    public GeoRadiusOptions? Accept(Bytes option) =>
        option.EqualsIgnoreCase("WITHDIST") ? this with { WithDistance = true }
        : option.EqualsIgnoreCase("WITHHASH") ? this with { WithHash = true }
        : option.EqualsIgnoreCase("WITHCOORD") ? this with { WithPlace = true }
        : option.EqualsIgnoreCase("ASC") ? this with { Ascending = true }
        : option.EqualsIgnoreCase("DESC") ? this with { Ascending = false }
        : null;

    /// <summary>Reads the number behind COUNT; false after an error reply.</summary>
    public static bool TryCount(Call call, Bytes argument, out long count)
    {
        if (!call.Integer(argument, out count))
        {
            return false;
        }

        if (count <= 0)
        {
            call.Reply.Error("ERR COUNT must be > 0");
        }

        return count > 0;
    }
}
