using Sim.Machine.CrashTesting.Plans;
using Sim.Machine.CrashTesting.Search;

namespace Sim.Machine.CrashTesting.Stories;

/// <summary>Replays the token of a failure. A stale one must not pass only because the program has changed.</summary>
internal sealed class CrashReplay<TStep>(ICrashTested<TStep> tested, CrashToken token)
{
    /// <summary>The failure, or what was searched instead.</summary>
    public CrashReport<TStep> Run()
    {
        var story = new CrashStory<TStep>(tested, token.Options);
        if (story.Tell(token.Plan) is { } failure)
        {
            return new CrashReport<TStep>(0, new CrashCounts(), failure);
        }

        return story.Mark is { } mark && mark == token.Mark
            ? new CrashReport<TStep>(0, new CrashCounts { States = 1, Recoveries = 1 }, Failure: null)
            : Searched($"the token {token} is stale: {Change(story.Mark)}; its whole seed was searched instead");
    }

    private string Change(string? mark) => token switch
    {
        { Plan.Crashes.Count: 0 } => "it names no crash, and that life does not fail",
        { Mark: null } => "it does not say which image it means",
        _ when mark is null => "the program does not come to its crash",
        _ => "its crash leaves another image, or other promises",
    };

    /// <summary>Every crash of the steps in the token, then every crash of the whole seed.</summary>
    private CrashReport<TStep> Searched(string stale)
    {
        var tally = new CrashTally();
        var search = new CrashSearch<TStep>(tested, token.Options, tally);
        var whole = SeedRange<TStep>.PlanOf(token.Plan.Seed, token.Plan.Disk, token.Plan.Images, token.Options);
        var steps = token.Plan with
        {
            Steps = [.. token.Plan.Steps, .. whole.Steps.Skip(token.Plan.Steps.Count)],
            Crashes = [],
        };
        var runTwice = token.Options.SeedsRunTwice > 0;
        var found = search.Find(steps, runTwice) ?? search.Find(whole, runTwice)
            ?? (whole.Faults == token.Plan.Faults
                ? null
                : search.Find(whole with { Faults = token.Plan.Faults }, runTwice));
        var failure = found is null
            ? CrashFindings<TStep>.Vacuous(tally)
            : new CrashFindings<TStep>(tested, token.Options).Smallest(found);
        return new CrashReport<TStep>(1, tally.Complete(token.Options.WantsFaults), failure) { Stale = [stale] };
    }
}
