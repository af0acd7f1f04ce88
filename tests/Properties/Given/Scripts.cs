using Aof.Data.Primitives;
using FsCheck;
using FsCheck.Fluent;
using Sim.Generate;
using Sim.Machine.Random;

namespace Tests.Properties.Given;

/// <summary>
/// What one client sends, as plain data: errands, each a single command or a transaction from MULTI to its end.
/// </summary>
public sealed record Script(IReadOnlyList<IReadOnlyList<IReadOnlyList<string>>> Errands)
{
    /// <summary>All commands in order.</summary>
    public IEnumerable<IReadOnlyList<string>> Commands => Errands.SelectMany(errand => errand);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Join("; ", Commands.Select(command => Bytes.Of(string.Join(' ', command)).ToString()));
}

/// <summary>
/// Scripts for FsCheck: it draws the seed and the length, the project's own workload makes the commands (wrong types
/// and wrong numbers among them), and whole errands are left out to shrink.
/// </summary>
public static class Scripts
{
    public static Arbitrary<Script> Any() => Arb.From(
        from seed in Gen.Choose(1, int.MaxValue)
        from length in Gen.Choose(1, 60)
        select Draw(seed, length),
        Smaller);

    private static Script Draw(int seed, int length)
    {
        var workload = new Workload(new Seed((ulong)seed).Stream(), Swarm.Everything);
        return new Script([.. Enumerable.Range(0, length).Select(_ => workload.NextGroup())]);
    }

    private static IEnumerable<Script> Smaller(Script script)
    {
        for (var size = (script.Errands.Count + 1) / 2; size >= 1; size = size == 1 ? 0 : (size + 1) / 2)
        {
            for (var start = 0; start < script.Errands.Count; start += size)
            {
                yield return new Script([.. script.Errands.Take(start), .. script.Errands.Skip(start + size)]);
            }
        }
    }
}
