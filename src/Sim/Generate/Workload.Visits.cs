using Aof.KnownDefects;

namespace Sim.Generate;

/// <content>Groups of commands for one key.</content>
public sealed partial class Workload
{
    /// <summary>
    /// Several commands for one key: of its family, and of the families for any key. A rewrite may run meanwhile.
    /// </summary>
    private List<string[]> Visit()
    {
        var family = Family();
        var own = Families.First(row => row.Family == family).Types;
        if (own.Length == 0)
        {
            return [Single(family)];
        }

        var type = own[chance.Below(own.Length)];
        visit = (type, chance.Below(KeysOf(type)));
        var commands = new List<string[]>();
        var runsOut = swarm.Has(Feature.Deadlines) && !chance.OneIn(Odds.NoDeadlineInVisit);
        for (progress = (0, chance.Range(2, type == 'x' ? 12 : 6)); progress.Done < progress.Of; progress.Done++)
        {
            commands.Add(
                runsOut && progress.Done == progress.Of / 2
                    ? Words("PEXPIRE", AnyKey(), ShortTime())
                    : Single(FamilyInVisit(family)));
        }

        commands.AddRange(EndOfVisit(type, runsOut));
        visit = null;
        if (swarm.Has(Feature.Rewrites) && chance.OneIn(Odds.RewriteInVisit))
        {
            commands.Insert(chance.Range(commands.Count / 2, commands.Count - 1), Words("BGREWRITEAOF"));
        }

        return commands;
    }

    private IEnumerable<string[]> EndOfVisit(char type, bool runsOut)
    {
        if (runsOut)
        {
            // A key that is close to its deadline gets more time, or becomes persistent.
            yield return chance.OneIn(Odds.Persist)
                ? Words("PERSIST", AnyKey())
                : Words("EXPIRE", AnyKey(), Number(1, 100));
        }

        if (type == 'x' && dialect != Dialect.Redis6 && chance.OneIn(Odds.EntryTakenBack))
        {
            foreach (var command in TakeBack(visit!.Value.Number))
            {
                yield return command;
            }
        }

        if (type == 'h' && dialect.HasFieldDeadlines() && !chance.OneIn(Odds.NoDeadlineInVisit))
        {
            foreach (var command in DatedField())
            {
                yield return command;
            }
        }
    }

    private Feature FamilyInVisit(Feature family) => chance.Below(8) switch
    {
        0 when swarm.Has(Feature.Keyspace) => Feature.Keyspace,
        1 or 2 when swarm.Has(Feature.Deadlines) => Feature.Deadlines,
        _ => family,
    };
}
