using System.CommandLine;
using Sim.Check;
using Sim.Cli.Options;
using Sim.Cli.Output;
using Sim.Generate;
using Sim.Machine.Random;
using Sim.Plans;
using Sim.Report;
using Sim.Search;

namespace Sim.Cli.Verbs;

/// <summary>replay: repeats a run and prints what happens.</summary>
internal sealed class ReplayVerb
{
    private const int DefaultBranches = 20;
    private const int MaxBranches = 10_000;
    private const string Text = "text";
    private const string Perfetto = "perfetto";

    private readonly Terminal terminal;
    private readonly RunChoices choices = new();
    private readonly Argument<string> what = PlanArgument.Create();
    private readonly Option<string?> trace = new("--trace")
    {
        Arity = ArgumentArity.ZeroOrOne,
        HelpName = "text|perfetto",
        Description = "print every event of the run, or write them as Chrome trace events, which ui.perfetto.dev opens",
    };

    private readonly Option<string> traceFile =
        OptionFactory.Path("--trace-file", "FILE", "where --trace perfetto writes to (default: trace.json)");
    private readonly Option<bool> inevitable = new("--inevitable")
    {
        Description = "try other seeds from each moment of a failing run on, and print when its failure became certain",
    };
    private readonly Option<int> branches = OptionFactory.Jobs(
        "--branches", "with --inevitable: how many branches from each moment (default: 20)", MaxBranches);

    private ReplayVerb(Terminal terminal) => this.terminal = terminal;

    internal static Command Create(Terminal terminal)
    {
        var verb = new ReplayVerb(terminal);
        var command = new Command(
            "replay", "Run a seed or a kept plan again and print what happens; exit 1 when it fails again.")
        {
            verb.what, verb.trace, verb.traceFile, verb.inevitable, verb.branches,
        };
        _ = verb.trace.AcceptOnlyFromAmong(Text, Perfetto);
        verb.choices.AddTo(command);
        command.SetAction(verb.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var what = parsed.GetRequiredValue(this.what);
        if (!PlanArgument.TryRead(what, choices.Of(parsed), terminal, out var plan))
        {
            return ExitCode.BadUsage;
        }

        var form = parsed.GetResult(trace) is { Implicit: false } ? parsed.GetValue(trace) ?? Text : null;
        var path = parsed.GetValue(traceFile);
        if (form == Perfetto || path is not null)
        {
            File.WriteAllText(path ?? "trace.json", TraceEvents.Of(plan));
        }

        if (parsed.GetValue(inevitable))
        {
            var branches = parsed.GetValue(this.branches);
            return Inevitable(plan, branches == 0 ? DefaultBranches : branches);
        }

        // A kept plan does not depend on what its seed draws today.
        return SeedRange.TryParseSeed(what, out var seed)
            ? Replay(plan, form == Text, $"the seed draws: {Swarm.Draw(new Seed(seed))}")
            : Replay(plan, form == Text);
    }

    private int Inevitable(Plan plan, int branches)
    {
        var text = new InevitableText(terminal, branches);
        if (Inevitability.Of(plan, branches, text.Row) is not { } found)
        {
            terminal.Output.WriteLine("every promise was kept: no failure can become certain");
            return ExitCode.Good;
        }

        text.Conclusion(found);
        return ExitCode.Found;
    }

    private int Replay(Plan plan, bool trace, params string[] about)
    {
        if (PatientReplayer.Replay(plan, PatientReplayer.Patience, trace) is not { } result)
        {
            var violation = PatientReplayer.Endless(plan, PatientReplayer.Patience).Violation!;
            terminal.Output.WriteLine($"VIOLATION: {violation.Summary}");
            return ExitCode.Found;
        }

        if (plan.Crash is { } crash && result.Verdict is { States: 0, Violation: null })
        {
            terminal.Output.WriteLine(
                Invariant($"the plan's crash, after change {crash.Position} of the disk, is no longer reached; ") +
                $"every crash of the run is checked instead");
            result = Replayer.Replay(plan with { Crash = null }, recordTrace: trace);
        }

        foreach (var line in result.Trace.Concat(about).Concat(Story(plan, result.Verdict)))
        {
            terminal.Output.WriteLine(line);
        }

        terminal.Output.WriteLine(Invariant($"fingerprint {result.Fingerprint:x16}"));
        return result.Verdict.Violation is null ? ExitCode.Good : ExitCode.Found;
    }

    private static IEnumerable<string> Story(Plan plan, Verdict verdict)
    {
        yield return Invariant($"seed {plan.Seed}: {Quantity.Of(plan.Steps.Count, "step")}, ")
            + $"{Quantity.Of(plan.Faults.Count, "fault")}, disk {plan.Disk.Preset}";
        yield return $"{Quantity.Of(verdict.States, "crash state")} verified, "
            + Quantity.Of(verdict.DistinctImages, "distinct image");
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
