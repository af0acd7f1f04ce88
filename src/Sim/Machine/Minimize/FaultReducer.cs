using Sim.Machine.Faults;
using Sim.Os;

namespace Sim.Machine.Minimize;

/// <summary>Fewer and plainer faults.</summary>
internal static class FaultReducer
{
    /// <summary>A fault at one of the first calls is easy to read.</summary>
    private const int FewCalls = 5;

    /// <summary>More injections of one fault are not told apart.</summary>
    private const int MaxStrikes = 64;

    /// <summary>None of several faults, then all but one.</summary>
    public static IEnumerable<IReadOnlyList<Fault>> Fewer(IReadOnlyList<Fault> faults)
    {
        if (faults.Count > 1)
        {
            yield return [];
        }

        for (var i = 0; i < faults.Count; i++)
        {
            yield return ListReducer.Without(faults, i, 1);
        }
    }

    /// <summary>Some of the injections of one fault, each named by its call.</summary>
    /// <param name="faults">The faults.</param>
    /// <param name="strikes">For each of them the calls, from 1, into which it was injected.</param>
    public static IEnumerable<IReadOnlyList<Fault>> FewerStrikes(
        IReadOnlyList<Fault> faults, IReadOnlyList<IReadOnlyList<int>> strikes)
    {
        for (var i = 0; i < faults.Count; i++)
        {
            var fault = faults[i];
            if (fault is { Times: 1, Chance: null } || strikes[i].Count > MaxStrikes)
            {
                continue;
            }

            var fewer = strikes[i].Count == 1 ? [strikes[i]] : ListReducer.Candidates(strikes[i]);
            foreach (var calls in fewer)
            {
                yield return
                [
                    .. faults.Take(i),
                    .. calls.Select(call => fault with { Chance = null, Nth = call, Times = 1 }),
                    .. faults.Skip(i + 1),
                ];
            }
        }
    }

    /// <summary>One of the faults plainer: at a numbered call, once, EIO, earlier, or less of it.</summary>
    public static IEnumerable<IReadOnlyList<Fault>> Plainer(IReadOnlyList<Fault> faults)
    {
        for (var i = 0; i < faults.Count; i++)
        {
            foreach (var plainer in Plainer(faults[i]))
            {
                yield return [.. faults.Take(i), plainer, .. faults.Skip(i + 1)];
            }
        }
    }

    private static IEnumerable<Fault> Plainer(Fault fault)
    {
        for (var nth = 1; fault.Chance is not null && nth <= FewCalls; nth++)
        {
            yield return fault with { Chance = null, Nth = nth };
        }

        if (fault.Times is Fault.ForEver or > 1)
        {
            yield return fault with { Times = 1 };
        }

        if (fault is { Kind: FaultKind.Error, Errno: not Errno.EIO })
        {
            yield return fault with { Errno = Errno.EIO };
        }

        foreach (var nth in NumberReducer.Lower(fault.Nth, 1))
        {
            yield return fault with { Nth = (int)nth };
        }

        foreach (var amount in NumberReducer.Lower(fault.Amount, 1))
        {
            yield return fault with { Amount = (int)amount };
        }
    }
}
