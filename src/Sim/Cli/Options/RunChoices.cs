using System.CommandLine;
using Aof.State;
using Sim.Machine.Disk;
using Sim.Search;

namespace Sim.Cli.Options;

/// <summary>
/// The options that decide what a seed means. explore and replay show the same run only with the same options.
/// </summary>
internal sealed class RunChoices
{
    private const string Any = "any";

    private static readonly (string Word, FsyncPolicy? Policy)[] Policies =
        [("always", FsyncPolicy.Always), ("everysec", FsyncPolicy.EverySecond), ("no", FsyncPolicy.No), (Any, null)];

    // The values are the words, because the parser of the command line allows no null value.
    private readonly Option<string> policy = OptionFactory.Word(
        "--policy", "appendfsync of the server; any: the seed chooses (default)",
        [.. Policies.Select(policy => (policy.Word, policy.Word))]);

    private readonly Option<string> disk = OptionFactory.Word(
        "--disk", "what the disk may do in a power loss; any: the seed chooses (default)",
        [.. DiskPreset.Every.Select(preset => (preset.Name, preset.Name)), (Any, Any)]);

    private readonly DefectOption defects = new();

    internal void AddTo(Command verb)
    {
        verb.Add(policy);
        verb.Add(disk);
        defects.AddTo(verb);
    }

    /// <summary>The options as they were given, for a command line that replays a seed; empty when none was.</summary>
    internal string Words(ParseResult parsed)
    {
        var of = Of(parsed);
        var policy =
            of.Policy is null ? "" : " --policy " + Array.Find(Policies, policy => policy.Policy == of.Policy).Word;
        return policy + (of.Disk is null ? "" : " --disk " + of.Disk) + defects.Words(parsed);
    }

    internal ExploreOptions Of(ParseResult parsed) => new()
    {
        Policy = Policies.FirstOrDefault(policy => policy.Word == parsed.GetValue(this.policy)).Policy,
        Disk = parsed.GetValue(this.disk) is { } disk and not Any ? disk : null,
        Defects = defects.Names(parsed),
        Dialect = defects.GivenDialect(parsed),
    };
}
