using System.Text;
using Aof.KnownDefects;
using Sim.Check.Rules;
using Sim.Machine.Disk;
using Sim.Plans;
using Sim.Run;

namespace Sim.Findings;

/// <summary>
/// Groups failures that are probably one bug. A kind is the broken promise, the kind of crash, the last change of the
/// disk before it, and the known defects. Thousands of seeds may meet one bug; a person wants to see it once.
/// </summary>
public static class FailureKind
{
    private const int MaxNames = 4;

    /// <summary>The kind's name, usable as a folder, such as lost-promised.power-loss.after-rename.</summary>
    public static string Of(Violation violation, LiveRun run)
    {
        var name = new StringBuilder(Kebab(violation.Kind.ToString()));
        if (violation.Crash is { } crash)
        {
            _ = name.Append('.').Append(Kebab(crash.Kind.ToString())).Append(".after-").Append(
                crash.Position == 0 ? "nothing" : Word(run.Machine.Disk.Journal[crash.Position - 1]));
        }

        return name.Append(Word(run.Plan.Config)).ToString();
    }

    /// <summary>The kind's name for a run that does not end, so that there is nothing more to name.</summary>
    public static string OfEndless(Violation violation, Plan plan) =>
        Kebab(violation.Kind.ToString()) + ".endless" + Word(plan.Config);

    /// <summary>Names a profile, or a few defects: a folder's name must stay short.</summary>
    private static string Word(PlanConfig config)
    {
        var names = config.Defects.Order(StringComparer.Ordinal).Select(defect => "." + defect).ToList();
        return names.Count == 0 && config.Layout == LogLayout.MultiPart ? "." + Profile.Hardened7.Name
            : names.Count <= MaxNames ? string.Concat(names)
            : Profile.Of(config.ToAofConfig().Defects, config.ToAofConfig().Dialect) is { } profile ? "." + profile.Name
            : string.Concat(names.Take(MaxNames)) + Invariant($".and-{names.Count - MaxNames}-more");
    }

    private static string Word(Change change) => change switch
    {
        Change.Write => "write",
        Change.Truncate => "truncation",
        Change.Create or Change.MakeDirectory => "creation",
        Change.Rename => "rename",
        Change.Unlink => "unlink",
        Change.Synced => "sync",
        Change.SyncFailed => "failed-sync",
        Change.Aborted => "abort",
        _ => "change",
    };

    private static string Kebab(string name)
    {
        var words = new StringBuilder();
        foreach (var letter in name)
        {
            _ = char.IsAsciiLetterUpper(letter) && words.Length > 0
                ? words.Append('-').Append(char.ToLowerInvariant(letter))
                : words.Append(char.ToLowerInvariant(letter));
        }

        return words.ToString();
    }
}
