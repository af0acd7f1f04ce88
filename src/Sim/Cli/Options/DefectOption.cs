using System.CommandLine;
using Aof.KnownDefects;

namespace Sim.Cli.Options;

/// <summary>
/// --profile NAME: behave as a version of Redis does. --defect NAME, as often as one likes: one of its known defects, alone or beside a
/// profile; that is for whoever wants to see that the explorer finds it, so help does not show it. What they come to is a list of names:
/// a plan lists them, and stays what it is when a profile changes.
/// </summary>
internal sealed class DefectOption
{
    /// <summary>Redis 6.0.5 as it is.</summary>
    private const string All = "all";

    internal DefectOption() => _ = Option.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, [.. Enum.GetNames<Defect>(), All]);

    internal Option<string> Profile { get; } = OptionFactory.Word(
        "--profile",
        "behave as this version of Redis (default: hardened, with every known defect mended)",
        [.. Aof.KnownDefects.Profile.All.Select(profile => (profile.Name, profile.Name))]);

    internal Option<string[]> Option { get; } = new("--defect")
    {
        Hidden = true,
        Description = "switch on a known defect of Redis",
        HelpName = "NAME",
    };

    internal void AddTo(System.CommandLine.Command verb)
    {
        verb.Add(Profile);
        verb.Add(Option);
    }

    /// <summary>Was anything asked for?</summary>
    internal bool IsGiven(ParseResult parsed) => parsed.GetValue(Profile) is not null || parsed.GetValue(Option) is { Length: > 0 };

    /// <summary>The options as they were given.</summary>
    internal string Words(ParseResult parsed) =>
        (parsed.GetValue(Profile) is { } profile ? " --profile " + profile : "") + string.Concat((parsed.GetValue(Option) ?? []).Select(name => " --defect " + name));

    internal IReadOnlyList<string> Names(ParseResult parsed) => [.. Set(parsed).Each.Select(defect => defect.ToString())];

    internal Defects Set(ParseResult parsed)
    {
        var set = Aof.KnownDefects.Profile.Named(parsed.GetValue(Profile) ?? Aof.KnownDefects.Profile.Hardened.Name)!.Defects;
        foreach (var name in parsed.GetValue(Option) ?? [])
        {
            set = set.With(name.Equals(All, StringComparison.OrdinalIgnoreCase) ? Defects.Redis605 : Defects.Of(Enum.Parse<Defect>(name, ignoreCase: true)));
        }

        return set;
    }
}
