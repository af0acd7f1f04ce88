using System.CommandLine;
using Aof;
using Sim.Disk;
using Sim.Explore;

namespace Sim.Cli;

/// <summary>The options that decide what a seed means: explore and replay must be given the same ones to see the same run.</summary>
internal sealed class RunChoices
{
    private const string Any = "any";

    private readonly Option<FsyncPolicy?> _policy = Options.Word<FsyncPolicy?>(
        "--policy",
        "appendfsync of the server; any: the seed chooses (default)",
        ("always", FsyncPolicy.Always),
        ("everysec", FsyncPolicy.EverySecond),
        ("no", FsyncPolicy.No),
        (Any, null));

    private readonly Option<string?> _disk = Options.Word<string?>(
        "--disk",
        "what the disk may do in a power loss; any: the seed chooses (default)",
        [.. DiskPreset.Every.Select(preset => (preset.Name, (string?)preset.Name)), (Any, null)]);

    private readonly DefectOption _defects = new();

    internal void AddTo(Command verb)
    {
        verb.Add(_policy);
        verb.Add(_disk);
        _defects.AddTo(verb);
    }

    internal ExploreOptions Of(ParseResult parsed) => new()
    {
        Policy = parsed.GetValue(_policy),
        Disk = parsed.GetValue(_disk),
        Defects = _defects.Names(parsed),
    };
}
