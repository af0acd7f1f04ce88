using System.CommandLine;
using Sim.Audit.Records;
using Sim.Cli.Options;

namespace Sim.Cli.Audits;

/// <summary>The options that say what is recorded: the directory, and how the program acknowledges.</summary>
internal sealed class DiskOptions
{
    private readonly Option<string> root =
        OptionFactory.Path("--root", "DIR", "the disk: the directory whose files are recorded");
    private readonly Option<string[]> ignore = new("--ignore")
    {
        HelpName = "GLOB",
        Description = "paths in it that are not part of the disk, such as *.log or *-shm; may be given again",
    };
    private readonly Option<string> acks = OptionFactory.Text(
        "--acks", $"{AcknowledgementMode.Redis}|{AcknowledgementMode.Replies}[:REGEX]",
        "the program acknowledges by its replies: Redis's, or any (default: by lines)");

    internal void AddTo(Command command)
    {
        root.Required = true;
        command.Add(root);
        command.Add(ignore);
        command.Add(acks);
        command.Validators.Add(result =>
        {
            if (result.GetValue(acks) is { } by && AcknowledgementMode.Complaint(by) is { } complaint)
            {
                result.AddError($"--acks {complaint}");
            }
        });
    }

    internal string Root(ParseResult parsed) => parsed.GetRequiredValue(root);

    internal IReadOnlyList<string> Ignored(ParseResult parsed) => parsed.GetValue(ignore) ?? [];

    internal string AcknowledgedBy(ParseResult parsed) => parsed.GetValue(acks) ?? "";
}
