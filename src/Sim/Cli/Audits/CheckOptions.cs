using System.CommandLine;
using System.CommandLine.Parsing;
using Sim.Audit.Checks;
using Sim.Audit.Recoveries;
using Sim.Audit.Records;
using Sim.Cli.Options;
using Sim.Cli.Output;
using Sim.Machine.Disk;
using Sim.Os.Posix;

namespace Sim.Cli.Audits;

/// <summary>The options of a check, and the check.</summary>
internal sealed class CheckOptions
{
    internal const int DefaultImages = 16;

    private const string AllDisks = "all";

    private static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(20);

    /// <summary>The disks that people have. What only a weaker one leaves must be asked for.</summary>
    private static readonly DiskPreset[] DefaultDisks = [DiskPreset.Ext4Ordered, DiskPreset.Xfs, DiskPreset.Btrfs];

    private readonly Option<string> recover = OptionFactory.Text("--recover", "CMD",
        "recovers the folder {}: exit 0, and the words that came back, one a line");
    private readonly Option<string> serve = OptionFactory.Text("--serve", "CMD",
        "a process that stays: a folder a line in; a line out, ok and the words, or why it refuses");
    private readonly Option<DiskPreset[]> disk = new("--disk")
    {
        HelpName = "D,D",
        Description = $"the disks of the power losses, or {AllDisks} (default: "
            + $"{string.Join(',', DefaultDisks.Select(preset => preset.Name))})",
        CustomParser = ParseDisks,
    };
    private readonly Option<ulong?> images = Images();
    private readonly Option<TimeSpan?> grace = OptionFactory.Time(
        "--grace", "a power loss owes what was acknowledged this long before it (default: 0s)");
    private readonly Option<TimeSpan?> limit =
        OptionFactory.Time("--limit", "how long one recovery may take (default: 20s)");
    private readonly Option<int> jobs;
    private readonly Option<string> @out =
        OptionFactory.Path("--out", "DIR", "where failures are kept (default: failures)");

    internal CheckOptions()
    {
        jobs = OptionFactory.Jobs("--jobs", "recoveries at a time (default: one a processor)", most: 64);
        jobs.DefaultValueFactory = _ => Environment.ProcessorCount;
    }

    internal static Option<ulong?> Images() => OptionFactory.Count(
        "--images", $"images at each crash point of a disk (default: {DefaultImages})");

    internal void AddTo(Command command)
    {
        foreach (var option in (Option[])[recover, serve, disk, images, grace, limit, jobs, @out])
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetResult(recover) is null == result.GetResult(serve) is null)
            {
                result.AddError("give either --recover or --serve");
            }
        });
    }

    /// <summary>Crashes the record everywhere, and reports. Returns the exit code.</summary>
    internal int Check(ParseResult parsed, string path, RebuiltDisk rebuilt, Terminal terminal)
    {
        var options = new AuditOptions(
            parsed.GetValue(disk) is { Length: > 0 } given ? given : DefaultDisks,
            (int)(parsed.GetValue(images) ?? DefaultImages), parsed.GetValue(grace) ?? TimeSpan.Zero,
            parsed.GetValue(jobs));
        var longest = parsed.GetValue(limit) ?? DefaultLimit;
        var promises = new Promises(rebuilt);
        var auditor = new Auditor(rebuilt, promises, options, () => parsed.GetValue(recover) is { } command
            ? new CommandRecovery(command, longest)
            : new ResidentRecovery(parsed.GetValue(serve)!, longest));
        var clock = PosixHost.SystemClock;
        var start = clock.GetTimestamp();
        var report = auditor.Run();
        var seconds = clock.GetElapsedTime(start).TotalSeconds;
        terminal.Output.WriteLine(
            Invariant($"{promises.Begun.Count} begun, {promises.Acknowledged.Count} acknowledged"));
        terminal.Output.WriteLine(
            Invariant($"{report.States} crash states, {report.Images} different images, recovered in {seconds:F1} s ")
            + Invariant($"({report.Images / seconds:F0}/s)")
            + (report.Sampled == 0 ? "" : Invariant($"; a sample at {report.Sampled} crash points")));
        var text = new FailureText(path, rebuilt, options, parsed.GetValue(@out) ?? "failures");
        foreach (var failure in report.Failures)
        {
            text.Keep(failure, auditor.OrderNeeded(failure), terminal);
        }

        terminal.Output.WriteLine(report.Failures.Count == 0
            ? "every promise was kept"
            : Invariant($"{report.Failures.Count} kinds of failures"));
        return report.Failures.Count == 0 ? ExitCode.Good : ExitCode.Found;
    }

    private static DiskPreset[]? ParseDisks(ArgumentResult result)
    {
        var names = result.Tokens[0].Value.Split(',');
        var unknown = Array.Find(names, name => name != AllDisks && !DiskPreset.Every.Any(disk => disk.Name == name));
        if (unknown is not null)
        {
            result.AddError($"--disk takes {AllDisks} or names such as "
                + $"{string.Join(',', DefaultDisks.Select(preset => preset.Name))}, not '{unknown}'");
            return null;
        }

        return names.Contains(AllDisks)
            ? [.. DiskPreset.Every.Where(disk => disk.KeepsItsWord)]
            : [.. names.Select(DiskPreset.Named)];
    }
}
