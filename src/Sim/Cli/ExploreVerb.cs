using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Sim.Explore;

namespace Sim.Cli;

/// <summary>explore: runs seeds, crashes each everywhere, and says what came of it.</summary>
internal sealed class ExploreVerb
{
    private static readonly TimeSpan DefaultTime = TimeSpan.FromSeconds(30);
    internal const string DefaultFolder = "failures";
    private const int MostJobs = 1024;

    private readonly Terminal _terminal;
    private readonly RunChoices _choices = new();
    private readonly Option<SeedRange?> _seeds = Options.Seeds("--seeds", "the seeds to run, both ends included");
    private readonly Option<ulong?> _count = Options.Count("--count", "how many seeds to run, from 1");
    private readonly Option<TimeSpan?> _time = Options.Time("--time", "how long to run (default 30s when no seeds are given)");
    private readonly Option<int> _jobs = Options.Jobs("--jobs", "machines run side by side; the results are the same (default: one a processor)", MostJobs);
    private readonly Option<Shard?> _shard = Options.Shard("--shard", "run a part of the seeds: the I-th of every N; auto: as the scheduler's environment says (Slurm, Kubernetes with SIM_SHARDS, GitLab, CircleCI, Buildkite, AWS Batch)");
    private readonly Option<string> _out = Options.Path("--out", "DIR", "where failures are kept, a folder for each kind; those kept there before are tried first (default: failures)");
    private readonly Option<string> _fingerprints = Options.Path("--fingerprints", "FILE", "write the fingerprint of each seed's run here");
    private readonly Option<bool> _guided = new("--guided") { Description = "change plans that reach something new, and run them again; with a count the results are the same each time" };
    private readonly Option<bool> _everyPath = new("--every-path") { Description = "fail, with exit code 1, when a rare path of the subsystem was not taken" };
    private readonly Option<bool> _json = new("--json") { Description = "print the summary as JSON" };

    private ExploreVerb(Terminal terminal) => _terminal = terminal;

    internal static Command Create(Terminal terminal)
    {
        var verb = new ExploreVerb(terminal);
        var command = new Command("explore", "Run seeds on the simulated machine, crash each run everywhere, and verify what comes back.")
        {
            verb._seeds, verb._count, verb._time, verb._jobs, verb._shard, verb._out, verb._fingerprints, verb._guided, verb._everyPath, verb._json,
        };
        verb._choices.AddTo(command);
        command.Validators.Add(verb.CheckSeedsOrCount);
        command.SetAction(verb.Run);
        return command;
    }

    private void CheckSeedsOrCount(CommandResult result)
    {
        if (result.GetResult(_seeds) is not null && result.GetResult(_count) is not null)
        {
            result.AddError("--seeds and --count exclude each other");
        }
    }

    private int Run(ParseResult parsed)
    {
        var seeds = parsed.GetValue(_seeds);
        var count = seeds?.Count ?? parsed.GetValue(_count);
        var jobs = parsed.GetValue(_jobs);
        var shard = parsed.GetValue(_shard) ?? Shard.Whole;
        var options = _choices.Of(parsed) with
        {
            FirstSeed = (seeds?.First ?? 1) + (ulong)(shard.Index - 1),
            Stride = (ulong)shard.Total,
            Count = PartOf(count, shard),
            Time = parsed.GetValue(_time) ?? (count is null ? DefaultTime : null),
            Guided = parsed.GetValue(_guided),
            Jobs = jobs == 0 ? Environment.ProcessorCount : jobs,
        };
        var findings = new Findings(parsed.GetValue(_out) ?? DefaultFolder);
        findings.TryKnown(options.Defects);
        var summary = Explore(options, findings, parsed.GetValue(_fingerprints), quiet: parsed.GetValue(_json));
        var json = SummaryJson.Of(summary, options, findings);
        if (parsed.GetValue(_out) is not null)
        {
            findings.KeepSummary(json);
        }

        Report(summary, findings, parsed.GetValue(_json) ? json : null);
        if (parsed.GetValue(_everyPath) && Tally.Of(summary).Untaken is { } untaken)
        {
            _terminal.Complain(untaken);
            return ExitCode.Found;
        }

        return summary.Violations.Count == 0 && !findings.Known.Any(known => known.Fails) ? ExitCode.Good : ExitCode.Found;
    }

    /// <summary>How many of so many seeds fall to a part; the first parts have one more where they do not come out even.</summary>
    private static ulong? PartOf(ulong? count, Shard shard) => (count + (ulong)(shard.Total - shard.Index)) / (ulong)shard.Total;

    private ExploreSummary Explore(ExploreOptions options, Findings findings, string? fingerprintsPath, bool quiet)
    {
        using var fingerprints = fingerprintsPath is null ? null : File.CreateText(fingerprintsPath);
        using var interrupt = new Interrupt(_terminal.Cancelled);

        void Finished(SeedResult result)
        {
            fingerprints?.Write(string.Create(CultureInfo.InvariantCulture, $"{result.Seed} {result.Fingerprint:x16}\n"));
            if (result.Verdict.Violation is not null)
            {
                findings.Keep(result);
            }
        }

        // Whoever asks for JSON reads the output with a program: the screen stays clear of anything else.
        var watched = quiet ? _terminal with { Live = null } : _terminal;
        return ExploreProgress.Watch(watched, progress => new Explorer(options).Run(progress, Finished, interrupt.Token));
    }

    private void Report(ExploreSummary summary, Findings findings, string? json)
    {
        if (json is not null)
        {
            _terminal.Output.Write(json);
            return;
        }

        ViolationText.Write(_terminal.Output, summary.Violations, findings);
        SummaryText.Write(_terminal.Output, Tally.Of(summary));
    }
}
