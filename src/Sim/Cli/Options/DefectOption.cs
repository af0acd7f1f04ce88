using System.CommandLine;
using Aof.Data.Commands;
using Aof.Data.Execution;
using Aof.KnownDefects;

namespace Sim.Cli.Options;

/// <summary>
/// --profile NAME: behave as a version of Redis. --defect NAME, repeatable: switch on one known defect, alone or beside
/// a profile. Plans store the resulting list of names: they do not change when a profile changes.
/// </summary>
internal sealed class DefectOption
{
    /// <summary>Redis 6.0.5 as it is.</summary>
    private const string All = "all";

    internal DefectOption() =>
        _ = Option.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, [.. Enum.GetNames<Defect>(), All]);

    internal Option<string> Profile { get; } = OptionFactory.Word(
        "--profile",
        "behave as this version of Redis (default: with every known defect fixed)",
        [.. Aof.KnownDefects.Profile.All.Select(profile => (profile.Name, profile.Name))]);

    internal Option<string[]> Option { get; } = new("--defect")
    {
        Description = "switch on a known defect of Redis, such as NoDirectoryFsync, or all of 6.0.5 (all); repeatable; "
            + "docs/figures.md lists them",
        HelpName = "NAME",
    };

    internal void AddTo(System.CommandLine.Command verb)
    {
        verb.Add(Profile);
        verb.Add(Option);
    }

    /// <summary>True when one of the options was given.</summary>
    internal bool IsGiven(ParseResult parsed) =>
        parsed.GetValue(Profile) is not null || parsed.GetValue(Option) is { Length: > 0 };

    /// <summary>The options as they were given.</summary>
    internal string Words(ParseResult parsed) =>
        (parsed.GetValue(Profile) is { } profile ? " --profile " + profile : "") + string.Concat(
        (parsed.GetValue(Option) ?? []).Select(name => " --defect " + name));

    internal IReadOnlyList<string> Names(ParseResult parsed) =>
        [.. Set(parsed).Each.Select(defect => defect.ToString())];

    /// <summary>The dialect of the profile that was given; null: none was.</summary>
    internal Dialect? GivenDialect(ParseResult parsed) => parsed.GetValue(Profile) is null ? null : Dialect(parsed);

    /// <summary>The dialect of the profile.</summary>
    internal Dialect Dialect(ParseResult parsed) => Of(parsed).Dialect;

    /// <summary>The commands of the profile that was given; null: none was.</summary>
    internal CommandTable? GivenCommands(ParseResult parsed) =>
        GivenDialect(parsed) is { } dialect ? RedisCommands.Of(dialect) : null;

    internal Defects Set(ParseResult parsed)
    {
        var set = Of(parsed).Defects;
        foreach (var name in parsed.GetValue(Option) ?? [])
        {
            set = set.With(
                name.Equals(All, StringComparison.OrdinalIgnoreCase)
                    ? Defects.Redis605
                    : Defects.Of(Enum.Parse<Defect>(name, ignoreCase: true)));
        }

        return set;
    }

    private Aof.KnownDefects.Profile Of(ParseResult parsed) => Aof.KnownDefects.Profile.Named(
        parsed.GetValue(Profile) ?? Aof.KnownDefects.Profile.Hardened.Name)!;
}
