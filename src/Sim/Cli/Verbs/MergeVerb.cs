using System.CommandLine;
using System.Text.Json;
using Sim.Check;
using Sim.Cli.Options;
using Sim.Cli.Output;
using Sim.Findings;
using Sim.Plans;

namespace Sim.Cli.Verbs;

/// <summary>
/// merge: combines the results of explorations on several machines. Every failing plan is run again here before it is
/// kept.
/// </summary>
internal sealed class MergeVerb
{
    private readonly Terminal terminal;
    private readonly Argument<string[]> folders = new("DIR")
    {
        Description = "the folders that `explore --out DIR` wrote",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<string> @out =
        OptionFactory.Path("--out", "DIR", "where the failures of all of them are kept (default: failures)");

    private readonly Option<bool> everyPath = new("--every-path")
    {
        Description = "fail, with exit code 1, when none of them took some rare path of the subsystem",
    };

    private MergeVerb(Terminal terminal) => this.terminal = terminal;

    internal static Command Create(Terminal terminal)
    {
        var verb = new MergeVerb(terminal);
        verb.folders.Validators.Add(result => OptionFactory.CheckPaths(result, verb.folders.Name));
        var command = new Command(
            "merge", "Combine the results of several explorations; exit 1 when one of them found something.")
        {
            verb.folders, verb.@out, verb.everyPath,
        };
        command.SetAction(verb.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var sum = new Tally();
        var parts = new ExploredParts();
        if (Array.Exists(parsed.GetRequiredValue(folders), folder => !TryAdd(folder, sum, parts)))
        {
            return ExitCode.BadUsage;
        }

        var kept = new BugBase(parsed.GetValue(@out) ?? ExploreVerb.DefaultFolder);
        var again = parsed.GetRequiredValue(folders).SelectMany(folder => new BugBase(folder).Plans()).Count(
            path => Keep(kept, path));
        SummaryText.Write(terminal.Output, sum);
        var gaps = parts.Gaps().ToList();
        gaps.ForEach(gap => terminal.Output.WriteLine($"MISSING: {gap}"));
        if (parsed.GetValue(everyPath) && sum.Untaken is { } untaken)
        {
            terminal.Complain(untaken);
            return ExitCode.Found;
        }

        if (gaps.Count > 0)
        {
            terminal.Complain("some seeds are missing");
        }

        return sum.Violations + again > 0 ? ExitCode.Found : gaps.Count > 0 ? ExitCode.BadUsage : ExitCode.Good;
    }

    /// <summary>Adds what a folder has; false, with a message, when it has something else.</summary>
    private bool TryAdd(string folder, Tally sum, ExploredParts parts)
    {
        var path = Path.Combine(folder, KeptFailures.SummaryName);
        if (Directory.Exists(folder) && !File.Exists(path))
        {
            // A scheduler may have killed the task before it wrote one.
            parts.Lost(folder);
            return true;
        }

        if (!TryRead(path, sum, out var part, out var problem))
        {
            terminal.Complain($"{path} is not a summary of an exploration: {problem}");
            return false;
        }

        if (!parts.TryAdd(part))
        {
            terminal.Complain(
                Invariant($"{path}: another folder has the same seeds, from {part.First} in steps of {part.Stride}"));
            return false;
        }

        return true;
    }

    private static bool TryRead(string path, Tally sum, out ExploredPart part, out string problem)
    {
        (part, problem) = (default, "");
        try
        {
            using var json = JsonDocument.Parse(InputFile.ReadText(path));
            sum.Add(Tally.Read(json.RootElement));
            part = ExploredPart.Read(path, json.RootElement);
            return true;
        }
        catch (Exception wrong) when (wrong
            is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            problem = wrong.Message;
            return false;
        }
    }

    private bool Keep(BugBase kept, string path)
    {
        if (!PlanFile.TryRead(InputFile.ReadText(path), out var plan, out var problem))
        {
            throw new IOException($"{path} is not a plan: {problem}");
        }

        var verdict = PatientReplayer.Judge(plan);
        if (verdict.Violation is null)
        {
            terminal.Complain($"{path} does not fail here: was it found by another version? It is not kept.");
            return false;
        }

        var failure = Failure.Of(plan, verdict, maxRuns: 0);
        terminal.Output.WriteLine($"VIOLATION, {failure.Kind}: {failure.Violation.Summary}");
        terminal.Output.WriteLine($"  {BugBase.ReplayLine(kept.Keep(failure))}");
        return true;
    }
}
