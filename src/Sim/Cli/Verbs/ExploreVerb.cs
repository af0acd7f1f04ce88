using System.CommandLine;
using System.CommandLine.Parsing;
using Sim.Cli.Options;
using Sim.Cli.Output;
using Sim.Search;

namespace Sim.Cli.Verbs;

/// <summary>explore: runs seeds, crashes each run everywhere, and reports the results.</summary>
internal sealed class ExploreVerb
{
    private static readonly TimeSpan DefaultTime = TimeSpan.FromSeconds(30);
    internal const string DefaultFolder = "failures";
    private const int MaxJobs = 1024;

    private readonly Terminal terminal;
    private readonly RunChoices choices = new();
    private readonly Option<SeedRange?> seeds = OptionFactory.Seeds("--seeds", "the seeds to run, both ends included");
    private readonly Option<ulong?> count = OptionFactory.Count("--count", "how many seeds to run, from 1");
    private readonly Option<TimeSpan?> time =
        OptionFactory.Time("--time", "how long to run (default 30s when no seeds are given)");
    private readonly Option<int> jobs = OptionFactory.Jobs(
        "--jobs", "machines that run in parallel; the results are the same (default: one a processor)", MaxJobs);
    private readonly Option<Shard?> shard = OptionFactory.Shard("--shard",
        "run a part of the seeds, the I-th of every N; auto: from the scheduler's environment (Slurm, Kubernetes "
        + "with SIM_SHARDS, GitLab, CircleCI, Buildkite, AWS Batch)");
    private readonly Option<string> @out = OptionFactory.Path("--out", "DIR",
        "where failures are kept, a folder a kind; kept ones are tried first (default: failures)");
    private readonly Option<string> fingerprints =
        OptionFactory.Path("--fingerprints", "FILE", "write the fingerprint of each seed's run here");
    private readonly Option<bool> guided = new("--guided")
    {
        Description = "change plans that reach something new, and run them again; with a count the results are the "
            + "same each time",
    };
    private readonly Option<bool> everyPath = new("--every-path")
    {
        Description = "fail, with exit code 1, when a rare path of the subsystem was not taken",
    };
    private readonly Option<bool> json = new("--json") { Description = "print the summary as JSON" };

    private ExploreVerb(Terminal terminal) => this.terminal = terminal;

    internal static Command Create(Terminal terminal)
    {
        var verb = new ExploreVerb(terminal);
        var command = new Command(
            "explore", "Run seeds on the simulated machine, crash each run everywhere, and verify each recovery.")
        {
            verb.seeds, verb.count, verb.time, verb.jobs, verb.shard, verb.@out, verb.fingerprints, verb.guided,
            verb.everyPath, verb.json,
        };
        verb.choices.AddTo(command);
        command.Validators.Add(verb.CheckSeedsOrCount);
        command.SetAction(parsed => Interrupt.Run(terminal, cancel => verb.Run(parsed, cancel)));
        return command;
    }

    private void CheckSeedsOrCount(CommandResult result)
    {
        if (result.GetResult(seeds) is not null && result.GetResult(count) is not null)
        {
            result.AddError("--seeds and --count exclude each other");
        }
    }

    private ExploreOptions Options(ParseResult parsed)
    {
        var seeds = parsed.GetValue(this.seeds);
        var count = seeds?.Count ?? parsed.GetValue(this.count);
        var jobs = parsed.GetValue(this.jobs);
        var shard = parsed.GetValue(this.shard) ?? Shard.Whole;
        return choices.Of(parsed) with
        {
            FirstSeed = (seeds?.First ?? 1) + (ulong)(shard.Index - 1),
            Stride = (ulong)shard.Total,
            Count = PartOf(count, shard),
            Time = parsed.GetValue(time) ?? (count is null ? DefaultTime : null),
            Guided = parsed.GetValue(guided),
            Jobs = jobs == 0 ? Environment.ProcessorCount : jobs,
        };
    }

    private int Run(ParseResult parsed, CancellationToken cancel)
    {
        var options = Options(parsed);
        var findings = new KeptFailures(parsed.GetValue(@out) ?? DefaultFolder);
        OutputFolder.CheckWritable(findings.Directory);
        findings.TryKnown(options.Defects);
        var summary = Explore(
            options, findings, parsed.GetValue(fingerprints), quiet: parsed.GetValue(this.json), cancel);
        var json = SummaryJson.Of(
            summary, options, (parsed.GetValue(shard) ?? Shard.Whole).Index, cancel.IsCancellationRequested, findings);
        if (parsed.GetValue(@out) is not null)
        {
            findings.KeepSummary(json);
        }

        Report(summary, findings, parsed.GetValue(this.json) ? json : null);
        if (!cancel.IsCancellationRequested && parsed.GetValue(everyPath) && Tally.Of(summary).Untaken is { } untaken)
        {
            terminal.Complain(untaken);
            return ExitCode.Found;
        }

        return summary.Violations.Count == 0 && !findings.Known.Any(known => known.Fails)
            ? ExitCode.Good
            : ExitCode.Found;
    }

    /// <summary>
    /// The number of seeds of a part. The first parts have one more where the division has a remainder.
    /// </summary>
    private static ulong? PartOf(ulong? count, Shard shard) =>
        (count + (ulong)(shard.Total - shard.Index)) / (ulong)shard.Total;

    private ExploreSummary Explore(ExploreOptions options, KeptFailures findings, string? fingerprintsPath, bool quiet,
        CancellationToken cancel)
    {
        using var fingerprints = fingerprintsPath is null ? null : File.CreateText(fingerprintsPath);

        void Finished(SeedResult result)
        {
            fingerprints?.Write(
                Invariant($"{result.Seed} {result.Fingerprint:x16}\n"));
            if (result.Verdict.Violation is not null)
            {
                findings.Keep(result);
            }
        }

        // JSON is read by a program, so nothing else is written to the output.
        var watched = quiet ? terminal with { Live = null } : terminal;
        return ExploreProgress.Watch(
            watched, progress => new Explorer(options).Run(progress, Finished, cancel));
    }

    private void Report(ExploreSummary summary, KeptFailures findings, string? json)
    {
        if (json is not null)
        {
            terminal.Output.Write(json);
            return;
        }

        // What failed comes last: it stays on the screen.
        var failed = summary.Violations.Count > 0 || findings.Known.Any(known => known.Fails);
        SummaryText.Write(terminal.Output, Tally.Of(summary), zeros: !failed);
        ViolationText.Write(terminal.Output, summary.Violations, findings);
    }
}
