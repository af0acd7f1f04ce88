using System.CommandLine;
using System.Globalization;
using Sim.Explore;
using Sim.Report;

namespace Sim.Cli;

/// <summary>replay: the same run again, told in words.</summary>
internal sealed class ReplayVerb
{
    private const int DefaultBranches = 20;
    private const int MostBranches = 10_000;
    private const string Text = "text";
    private const string Perfetto = "perfetto";

    private readonly Terminal _terminal;
    private readonly RunChoices _choices = new();
    private readonly Argument<string> _what = new("SEED|PLAN.json") { Description = "a seed, or the file that a violation was kept in" };
    private readonly Option<string?> _trace = new("--trace")
    {
        Arity = ArgumentArity.ZeroOrOne,
        HelpName = "text|perfetto",
        Description = "print every event of the run, or write them as Chrome trace events, which ui.perfetto.dev opens",
    };

    private readonly Option<string> _traceFile = Options.Path("--trace-file", "FILE", "where --trace perfetto writes to (default: trace.json)");
    private readonly Option<bool> _inevitable = new("--inevitable") { Description = "try other luck from each moment of a failing run on, and say when its failure became certain" };
    private readonly Option<int> _branches = Options.Jobs("--branches", "with --inevitable: how many branches from each moment (default: 20)", MostBranches);

    private ReplayVerb(Terminal terminal) => _terminal = terminal;

    internal static Command Create(Terminal terminal)
    {
        var verb = new ReplayVerb(terminal);
        var command = new Command("replay", "Run a seed or a kept plan again and tell what happens; exit 1 when it fails again.")
        {
            verb._what, verb._trace, verb._traceFile, verb._inevitable, verb._branches,
        };
        _ = verb._trace.AcceptOnlyFromAmong(Text, Perfetto);
        verb._choices.AddTo(command);
        command.SetAction(verb.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var what = parsed.GetRequiredValue(_what);
        if (!PlanArgument.TryRead(what, _choices.Of(parsed), _terminal, out var plan))
        {
            return ExitCode.BadUsage;
        }

        var form = parsed.GetResult(_trace) is { Implicit: false } ? parsed.GetValue(_trace) ?? Text : null;
        var path = parsed.GetValue(_traceFile);
        if (form == Perfetto || path is not null)
        {
            File.WriteAllText(path ?? "trace.json", TraceEvents.Of(plan));
        }

        if (parsed.GetValue(_inevitable))
        {
            var branches = parsed.GetValue(_branches);
            return Inevitable(plan, branches == 0 ? DefaultBranches : branches);
        }

        // A kept plan is what it is, whatever a seed draws by now.
        return SeedRange.TryParseSeed(what, out var seed)
            ? Replay(plan, form == Text, $"the seed is about: {Swarm.Draw(new Chance.Seed(seed))}")
            : Replay(plan, form == Text);
    }

    private int Inevitable(Plan plan, int branches)
    {
        var text = new InevitableText(_terminal, branches);
        if (Inevitability.Of(plan, branches, text.Row) is not { } found)
        {
            _terminal.Output.WriteLine("every promise was kept: there is nothing to become inevitable");
            return ExitCode.Good;
        }

        text.Conclusion(found);
        return ExitCode.Found;
    }

    private int Replay(Plan plan, bool trace, params string[] about)
    {
        var result = Replayer.Replay(plan, recordTrace: trace);
        if (plan.Crash is { } crash && result.Verdict is { States: 0, Violation: null })
        {
            _terminal.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"the plan's crash, after change {crash.Position} of the disk, is not reached any more; every crash of the run is checked instead"));
            result = Replayer.Replay(plan with { Crash = null }, recordTrace: trace);
        }

        foreach (var line in result.Trace.Concat(about).Concat(Story(plan, result.Verdict)))
        {
            _terminal.Output.WriteLine(line);
        }

        _terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"fingerprint {result.Fingerprint:x16}"));
        return result.Verdict.Violation is null ? ExitCode.Good : ExitCode.Found;
    }

    private static IEnumerable<string> Story(Plan plan, Verdict verdict)
    {
        var culture = CultureInfo.InvariantCulture;
        yield return string.Create(culture, $"seed {plan.Seed}: {plan.Steps.Count} steps, {plan.Faults.Count} faults, disk {plan.Disk.Preset}");
        yield return string.Create(culture, $"{verdict.States} crash states verified, {verdict.DistinctImages} distinct images");
        if (verdict.Violation is not { } violation)
        {
            yield return "every promise was kept";
            yield break;
        }

        yield return $"VIOLATION: {violation.Summary}";
        foreach (var line in violation.Story)
        {
            yield return line;
        }
    }
}
