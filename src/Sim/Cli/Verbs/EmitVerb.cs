using System.CommandLine;
using Sim.Check;
using Sim.Cli.Options;
using Sim.Cli.Output;
using Sim.Findings;
using Sim.Plans;

namespace Sim.Cli.Verbs;

/// <summary>emit: a kept plan as a regression test.</summary>
internal sealed class EmitVerb
{
    private readonly Terminal terminal;
    private readonly Argument<string> plan =
        OptionFactory.PathArgument("PLAN.json", "the file that a failure was kept in");
    private readonly Option<bool> xunit = new("--xunit")
    {
        Description = "as a test for xunit 2, in C#; the only form so far, and the default",
    };
    private readonly Option<string> name =
        OptionFactory.Text("--name", "CLASS", "the test's class (default: Regression_ and the plan's fingerprint)");
    private readonly Option<string> @out =
        OptionFactory.Path("--out", "FILE", "where to write it (default: it is printed)");

    private EmitVerb(Terminal terminal) => this.terminal = terminal;

    internal static Command Create(Terminal terminal)
    {
        var verb = new EmitVerb(terminal);
        var command = new Command(
            "emit", "Write a kept plan as a regression test, which fails until the bug is fixed.")
        {
            verb.plan, verb.xunit, verb.name, verb.@out,
        };
        command.SetAction(verb.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var path = parsed.GetRequiredValue(this.plan);
        if (!PlanFile.TryRead(InputFile.ReadText(path), out var plan, out var problem))
        {
            terminal.Complain($"{path} is not a plan: {problem}");
            return ExitCode.BadUsage;
        }

        var replayed = Replayer.Replay(plan);
        try
        {
            var text = RegressionTest.Emit(
                plan, replayed.Verdict.Violation, parsed.GetValue(name) ?? $"Regression_{replayed.Fingerprint:x16}");
            Write(text, parsed.GetValue(@out));
        }
        catch (ArgumentException wrong)
        {
            terminal.Complain("--name: " + wrong.Message.Split(" (Parameter")[0]);
            return ExitCode.BadUsage;
        }

        return ExitCode.Good;
    }

    private void Write(string text, string? path)
    {
        if (path is null)
        {
            terminal.Output.Write(text);
            return;
        }

        File.WriteAllText(path, text);
        terminal.Output.WriteLine(path);
    }
}
