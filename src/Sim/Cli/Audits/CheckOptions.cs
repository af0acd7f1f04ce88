using System.CommandLine;
using System.CommandLine.Parsing;
using Sim.Audit.Checks;
using Sim.Audit.Devices;
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

    private const int DefaultRecoveries = 4;

    private const int MaxImages = 1_000_000;

    /// <summary>A timer takes no more than 24 days: such a check has no end.</summary>
    private static readonly TimeSpan LongestTime = TimeSpan.FromDays(24);

    private const string AllDisks = "all", NoDisk = "kill";

    private const StringSplitOptions NotEmpty = StringSplitOptions.RemoveEmptyEntries;

    /// <summary>The disks that people have. What only a weaker one leaves must be asked for.</summary>
    private static readonly DiskPreset[] DefaultDisks = [DiskPreset.Ext4Ordered, DiskPreset.Xfs, DiskPreset.Btrfs];

    private readonly RecoveryOptions recovery = new();
    private readonly Option<DiskPreset[]> disk = new("--disk")
    {
        HelpName = "D,D",
        Description = $"the disks of the power losses, {AllDisks}, or {NoDisk} for none (default: "
            + $"{string.Join(',', DefaultDisks.Select(preset => preset.Name))})",
        CustomParser = ParseDisks,
    };
    private readonly Option<ulong?> images = Images();
    private readonly Option<TimeSpan?> grace = OptionFactory.Time(
        "--grace", "a power loss owes what was acknowledged this long before it (default: 0s)");
    private readonly Option<TimeSpan?> killGrace = OptionFactory.Time(
        "--kill-grace", "a kill -9 owes what was acknowledged this long before it (default: 0s)");
    private readonly Option<ulong?> sample = OptionFactory.Count(
        "--sample", "recover only so many images, of as many different situations as there are", int.MaxValue);
    private readonly Option<ulong?> recoveries = OptionFactory.Count(
        "--recoveries", "recoveries that change the disk, of as many different kinds as there are, that are recorded "
            + $"and crashed too (default: {DefaultRecoveries})", MaxImages, least: 0);
    private readonly Option<ulong?> from = OptionFactory.Count(
        "--from", "the first crash point: crash after this many changes or more", int.MaxValue, least: 0);
    private readonly Option<TimeSpan?> checkTime = OptionFactory.Time(
        "--check-time", "recover images for so long, the most different ones first (default: all images)");
    private readonly Option<bool> twice = new("--twice")
    {
        Description = "recover each image twice: the second time must give the same",
    };
    private readonly Option<string> baseline = OptionFactory.Path(
        "--baseline", "FILE", "kinds of failures that are known, such as OUT/kinds.txt of an earlier check");
    private readonly Option<int> jobs;
    private readonly Option<string> @out =
        OptionFactory.Path("--out", "DIR", "where failures are kept (default: failures)");

    internal CheckOptions()
    {
        jobs = OptionFactory.Jobs("--jobs", "recoveries at a time (default: one a processor)", most: 64);
        jobs.DefaultValueFactory = _ => Environment.ProcessorCount;
    }

    internal static Option<ulong?> Images() => OptionFactory.Count(
        "--images", $"images at each crash point of a disk (default: {DefaultImages})", MaxImages);

    /// <summary>Adds the options, and those that only the check of one run has.</summary>
    internal void AddTo(Command command, bool isOfOneRun = true)
    {
        recovery.AddTo(command);
        foreach (var option in (Option[])[disk, images, grace, killGrace, sample, from, twice, baseline, jobs, @out,
            .. isOfOneRun ? [recoveries, checkTime] : (Option[])[]])
        {
            command.Add(option);
        }
    }

    /// <summary>Crashes the record everywhere, and reports. Returns the exit code.</summary>
    internal int Check(
        ParseResult parsed, string path, RebuiltDisk rebuilt, Terminal terminal, DeviceRun? device = null)
    {
        if (Complaint(parsed, rebuilt) is { } complaint)
        {
            return Refused(complaint, terminal);
        }

        var promises = new Promises(rebuilt);
        var known = Known(parsed, promises.Acknowledged.Count > 0);
        using var over = Timer(parsed);
        var (options, clock) = (Given(parsed) with { Over = over.Token }, PosixHost.SystemClock);
        var start = clock.GetTimestamp();
        var auditor = Auditor(parsed, rebuilt, promises, options);
        if (auditor.EndProblem() is { } problem)
        {
            return Refused(problem, terminal);
        }

        var report = auditor.Run();
        if (report.Images == 0)
        {
            return Refused("no crash was recovered: --check-time is too short, or --from leaves none", terminal);
        }

        var summary = Summary(report, clock.GetElapsedTime(start).TotalSeconds);
        terminal.Output.WriteLine($"{Said(promises)}\n{summary}");
        var second = device is null ? null : new SecondWitness(device, auditor.Judged(device));
        terminal.Output.Write(second is null ? "" : second.Summary + "\n");
        var ofRecoveries = new RecoveryStories(path, rebuilt, options, auditor.CrashRecoveries(report));
        terminal.Output.Write(ofRecoveries.Summary);
        var stories = Stories(new FailureText(path, rebuilt, options, Folder(parsed)), auditor, report, second, known,
            terminal);
        stories.AddRange(ofRecoveries.Keep(known, terminal));
        List<string> kinds = [.. report.Failures.Select(failure => failure.KindName),
            .. Others(second, report).Select(failure => second!.KindName(failure)), .. ofRecoveries.Kinds];
        var notes = $"{summary}\n{second?.Summary}\n{ofRecoveries.Summary}".Split('\n', NotEmpty);
        return new AuditPage(path, string.Join("; ", notes), Settings(options, Said(promises)), stories)
            .Report(known, kinds, terminal);
    }

    private CancellationTokenSource Timer(ParseResult parsed) =>
        new(parsed.GetValue(checkTime) is { } time && time < LongestTime ? time : Timeout.InfiniteTimeSpan);

    private static int Refused(string why, Terminal terminal)
    {
        terminal.Complain(why);
        return ExitCode.BadUsage;
    }

    /// <summary>Prints and keeps the new kinds of failures.</summary>
    private static List<AuditStory> Stories(
        FailureText text, Auditor auditor, AuditReport report, SecondWitness? second, KnownKinds known,
        Terminal terminal) =>
    [
        .. report.Failures.Where(failure => known.IsNew(failure.KindName)).Select(
            failure => text.Keep(failure, auditor.OrderNeeded(failure), second?.Of(failure), terminal)),
        .. Others(second, report).Where(failure => known.IsNew(second!.KindName(failure))).Select(
            failure => text.Keep(failure, second!, terminal)),
    ];

    /// <summary>What only the second witness shows.</summary>
    private static IEnumerable<DeviceFailure> Others(SecondWitness? second, AuditReport report) =>
        second?.Unknown(report.Failures) ?? [];

    /// <summary>Reads the known kinds of failures, and makes the folder for new ones.</summary>
    /// <exception cref="IOException">That cannot be done.</exception>
    internal KnownKinds Known(ParseResult parsed, bool hasPromises) =>
        new(parsed.GetValue(baseline), Folder(parsed)) { HasPromises = hasPromises };

    /// <summary>Why a record cannot be judged with these options; null when it can.</summary>
    internal string? Complaint(ParseResult parsed, RebuiltDisk rebuilt) => recovery.Complaint(parsed, rebuilt);

    /// <summary>Where failures are kept.</summary>
    internal string Folder(ParseResult parsed) => parsed.GetValue(@out) ?? "failures";

    internal Auditor Auditor(
        ParseResult parsed, RebuiltDisk rebuilt, Promises promises, AuditOptions options) =>
        new(rebuilt, promises, options, recovery.Starter(parsed))
        {
            Judge = recovery.Judge(parsed, rebuilt, promises),
        };

    /// <summary>The options of an audit as they are given.</summary>
    internal AuditOptions Given(ParseResult parsed) => new(
        parsed.GetResult(disk) is null ? DefaultDisks : parsed.GetRequiredValue(disk),
        (int)(parsed.GetValue(images) ?? DefaultImages), parsed.GetValue(grace) ?? TimeSpan.Zero,
        parsed.GetValue(jobs))
    {
        KillGrace = parsed.GetValue(killGrace) ?? TimeSpan.Zero,
        Sample = (int)(parsed.GetValue(sample) ?? int.MaxValue),
        From = (int)(parsed.GetValue(from) ?? 0),
        Twice = parsed.GetValue(twice),
        Recoveries = (int)(parsed.GetValue(recoveries) ?? DefaultRecoveries),
    };

    internal static string Said(Promises promises) =>
        Invariant($"{promises.Begun.Count} begun, {promises.Acknowledged.Count} acknowledged")
        + (promises.Acknowledged.Count == 0
            ? "\nnothing was acknowledged: only refusals and hangs can show"
            : "");

    internal static List<IReadOnlyList<string>> Settings(AuditOptions options, string said) =>
    [
        ["promises", said],
        ["disks", string.Join(", ", options.Disks.Select(preset => preset.Name).Prepend("kill -9"))],
        ["images at each crash point", Invariant($"{options.Images}")],
        .. options.Grace > TimeSpan.Zero
            ? (string[][])[["grace", Invariant($"{options.Grace.TotalSeconds} s")]]
            : [],
    ];

    private static string Summary(AuditReport report, double seconds) =>
        $"{Quantity.Of(report.States, "crash state")}, {Quantity.Of(report.Images, "different image")}, "
        + Invariant($"recovered in {seconds:F1} s ")
        + Invariant($"({report.Images / seconds:F0}/s)")
        + (report.Sampled == 0 ? "" : $"; a sample at {Quantity.Of(report.Sampled, "crash point")}")
        + (report.Undetectable == 0
            ? ""
            : $"; {Quantity.Of(report.Undetectable, "state")} with undetectable damage: bytes that no program wrote")
        + (report.Left is var (images, groups)
            ? $"; of {Quantity.Of(groups, "group")}, {Quantity.Of(images, "image")} more not tried"
            : "");

    private static DiskPreset[]? ParseDisks(ArgumentResult result)
    {
        var names = result.Tokens[0].Value.Split(',');
        var unknown = Array.Find(names, name => name is not (AllDisks or NoDisk)
            && !DiskPreset.Every.Any(disk => disk.Name == name));
        if (unknown is not null)
        {
            result.AddError($"--disk takes {AllDisks} or names such as "
                + $"{string.Join(',', DefaultDisks.Select(preset => preset.Name))}, not '{unknown}'");
            return null;
        }

        return names.Contains(AllDisks)
            ? [.. DiskPreset.Every.Where(disk => disk.KeepsItsWord)]
            : [.. names.Where(name => name != NoDisk).Select(DiskPreset.Named)];
    }
}
