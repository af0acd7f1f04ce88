using Aof.Data.Execution;
using Aof.Data.Geo;
using Aof.Data.Primitives;
using Aof.Data.Values;
using Aof.KnownDefects;

namespace Aof.Data.Commands.Geo;

/// <summary>
/// GEOSEARCH and GEOSEARCHSTORE of Redis 6.2 (georadiusGeneric()): places around a point or a member, in a circle or a
/// box.
/// </summary>
internal sealed class GeoSearchCommand
{
    private readonly Call call;
    private readonly SortedSetValue? set;
    private readonly bool stores;
    private GeoPoint? middle;
    private double? radius;
    private (double Width, double Height)? box;
    private double metres = 1;
    private GeoRadiusOptions options;

    private GeoSearchCommand(Call call, SortedSetValue? set, bool stores)
    {
        (this.call, this.set, this.stores) = (call, set, stores);
        options = stores ? new GeoRadiusOptions { Target = call.Args[1] } : default;
    }

    public static Command[] Rows { get; } =
    [
        new("GEOSEARCH", -7, CommandFlags.ReadOnly, static call => Run(call, stores: false)),
        new("GEOSEARCHSTORE", -8, CommandFlags.Write, static call => Run(call, stores: true)),
    ];

    private static void Run(Call call, bool stores)
    {
        if (!call.Find<SortedSetValue>(call.Args[stores ? 2 : 1], out var set))
        {
            return;
        }

        var search = new GeoSearchCommand(call, set, stores);
        if (search.TryArguments() && search.IsComplete())
        {
            GeoRadiusCommand.Give(call, search.Places(), search.options, search.metres);
        }
    }

    private List<GeoFound> Places() => (set, box) switch
    {
        (null, _) => [],
        (_, { } sides) => GeoSearch.Within(set, middle!.Value, sides.Width, sides.Height),
        _ => GeoSearch.Within(set, middle!.Value, radius!.Value),
    };

    private bool TryArguments()
    {
        for (var i = stores ? 3 : 2; i < call.Args.Length;)
        {
            var used = Accept(i, call.Args.Length - i - 1);
            if (used == 0)
            {
                return false;
            }

            i += used;
        }

        return true;
    }

    /// <summary>Reads the option at a place; how many arguments it has taken, 0 after an error reply.</summary>
    private int Accept(int i, int left)
    {
        var (args, option) = (call.Args, call.Args[i]);
        if (option.EqualsIgnoreCase("FROMMEMBER") && left >= 1 && middle is null)
        {
            var isMember = GeoRadiusCommand.TryMember(call, set, args[i + 1], out var place);
            middle = place;
            return isMember ? 2 : 0;
        }

        if (option.EqualsIgnoreCase("FROMLONLAT") && left >= 2 && middle is null)
        {
            var isPoint = GeoArguments.TryPoint(call, args[i + 1], args[i + 2], out var place);
            middle = place;
            return isPoint ? 3 : 0;
        }

        if (option.EqualsIgnoreCase("BYRADIUS") && left >= 2 && !HasShape)
        {
            var isRadius = GeoArguments.TryRadius(call, args[i + 1], args[i + 2], out var length, out metres);
            radius = length;
            return isRadius ? 3 : 0;
        }

        if (option.EqualsIgnoreCase("BYBOX") && left >= 3 && !HasShape)
        {
            var isBox = GeoArguments.TryBox(call, args.AsSpan(i + 1, 3), out var sides, out metres);
            box = sides;
            return isBox ? 4 : 0;
        }

        return AcceptMore(option, i, left);
    }

    private bool HasShape => radius is not null || box is not null;

    private int AcceptMore(Bytes option, int i, int left)
    {
        if (option.EqualsIgnoreCase("COUNT") && left >= 1)
        {
            var isCount = GeoRadiusOptions.TryCount(call, call.Args[i + 1], out var count);
            options = options with { Count = count };
            return isCount ? 2 : 0;
        }

        var more = option.EqualsIgnoreCase("ANY") ? options with { Any = true }
            : stores && option.EqualsIgnoreCase("STOREDIST") ? options with { StoresDistance = true }
            : options.Accept(option);
        if (more is null)
        {
            call.Reply.Error(Errors.Syntax);
            return 0;
        }

        options = more.Value;
        return 1;
    }

    private bool IsComplete()
    {
        var name = call.Command.Name;
        var shapes = call.Data.Dialect == Dialect.Valkey9
            ? "BYRADIUS, BYBOX and BYPOLYGON"
            : "BYRADIUS and BYBOX";
        var error = middle is null ? $"ERR exactly one of FROMMEMBER or FROMLONLAT can be specified for {name}"
            : !HasShape ? $"ERR exactly one of {shapes} can be specified for {name}"
            : null;
        if (options.Target is not null && options.Details > 0)
        {
            error = null;
        }

        if (error is not null)
        {
            call.Reply.Error(error);
            return false;
        }

        return options.IsSound(call, "GEOSEARCHSTORE");
    }
}
