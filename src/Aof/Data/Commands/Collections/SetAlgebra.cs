using Aof.Data.Execution;
using Aof.Data.Structures;
using Aof.Data.Values;

namespace Aof.Data.Commands.Collections;

/// <summary>Intersection, union and difference of sets (t_set.c of Redis).</summary>
internal static class SetAlgebra
{
    public static Command[] Rows { get; } =
    [
        new("SINTER", -2, CommandFlags.ReadOnly, static call => Run(call, firstSource: 1, Operation.Intersection)),
        new("SUNION", -2, CommandFlags.ReadOnly, static call => Run(call, firstSource: 1, Operation.Union)),
        new("SDIFF", -2, CommandFlags.ReadOnly, static call => Run(call, firstSource: 1, Operation.Difference)),
        new("SINTERSTORE", -3, CommandFlags.Write, static call => Run(call, firstSource: 2, Operation.Intersection)),
        new("SUNIONSTORE", -3, CommandFlags.Write, static call => Run(call, firstSource: 2, Operation.Union)),
        new("SDIFFSTORE", -3, CommandFlags.Write, static call => Run(call, firstSource: 2, Operation.Difference)),
    ];

    private enum Operation
    {
        Intersection,
        Union,
        Difference,
    }

    private static void Run(Call call, int firstSource, Operation operation)
    {
        var sources = new SetValue?[call.Args.Length - firstSource];
        if (!TrySources(call, firstSource, operation, sources))
        {
            return;
        }

        if (operation == Operation.Intersection && sources.Contains(null))
        {
            NoIntersection(call, stores: firstSource == 2);
            return;
        }

        var result = operation switch
        {
            Operation.Intersection => Intersect(call.Data.Owner, sources),
            Operation.Union => Unite(call.Data.Owner, sources),
            _ => Subtract(call.Data.Owner, sources),
        };
        if (firstSource == 2)
        {
            Store(call, result);
            return;
        }

        call.Reply.Array(result.Count);
        foreach (var member in result.Members)
        {
            call.Reply.Bulk(member);
        }
    }

    /// <summary>
    /// Finds the sets; false after an error reply. Until 6.2 an intersection reads no key behind a missing one.
    /// </summary>
    private static bool TrySources(Call call, int first, Operation operation, SetValue?[] sources)
    {
        for (var i = 0; i < sources.Length; i++)
        {
            if (!call.Find(call.Args[first + i], out sources[i]))
            {
                return false;
            }

            if (sources[i] is null && operation == Operation.Intersection && !call.Is7)
            {
                break;
            }
        }

        return true;
    }

    private static void NoIntersection(Call call, bool stores)
    {
        if (!stores)
        {
            call.Reply.Array(0);
            return;
        }

        if (call.Database.Remove(call.Args[1]))
        {
            call.Changed(call.Args[1]);
        }

        call.Reply.Integer(0);
    }

    /// <summary>
    /// Replaces the target, or removes it for an empty result.
    /// </summary>
    private static void Store(Call call, SetValue result)
    {
        var target = call.Args[1];
        var changes = call.Database.Remove(target) || result.Count > 0;
        if (result.Count > 0)
        {
            call.Database.Set(target, result);
        }

        call.ChangedIf(changes, target);
        call.Reply.Integer(result.Count);
    }

    private static SetValue Intersect(Owner owner, SetValue?[] sources)
    {
        var smallest = sources.MinBy(static set => set!.Count)!;
        var result = new SetValue(owner);
        foreach (var member in smallest.Members)
        {
            if (Array.TrueForAll(sources, set => set!.Contains(member)))
            {
                _ = result.Add(member);
            }
        }

        return result;
    }

    private static SetValue Unite(Owner owner, SetValue?[] sources)
    {
        var result = new SetValue(owner);
        foreach (var set in sources)
        {
            foreach (var member in set?.Members ?? [])
            {
                _ = result.Add(member);
            }
        }

        return result;
    }

    private static SetValue Subtract(Owner owner, SetValue?[] sources)
    {
        var result = new SetValue(owner);
        foreach (var member in sources[0]?.Members ?? [])
        {
            if (!sources.Skip(1).Any(set => set is not null && set.Contains(member)))
            {
                _ = result.Add(member);
            }
        }

        return result;
    }
}
