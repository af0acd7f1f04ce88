using System.CommandLine;
using Sim.Check;
using Sim.Cli.Options;
using Sim.Cli.Output;
using Sim.Findings;
using Sim.Machine.CrashTesting;
using Sim.Machine.CrashTesting.Plans;
using Sim.Machine.Disk;
using Sim.Plans;

namespace Sim.Cli.Verbs;

/// <summary>emit: a kept plan, or the token of a failure of another store, as a regression test.</summary>
internal sealed class EmitVerb
{
    private readonly Terminal terminal;
    private readonly Argument<string?> plan = new("PLAN.json")
    {
        Description = "the file that a failure was kept in; or --token",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<bool> xunit = new("--xunit")
    {
        Description = "as a test for xunit 2, in C#; the only form so far, and the default",
    };
    private readonly Option<string> token =
        OptionFactory.Text("--token", "TOKEN", "instead of a plan: the token that CrashTest printed for another store");
    private readonly Option<string> test =
        OptionFactory.Text("--test", "CODE", "the program of the token, as C#, such as 'new StoreTest(true)'");
    private readonly Option<string> name = OptionFactory.Text(
        "--name", "CLASS", "the test's class (default: Regression_ and a hash of the plan, or of the token)");
    private readonly Option<string> @out =
        OptionFactory.Path("--out", "FILE", "where to write it (default: it is printed)");

    private EmitVerb(Terminal terminal)
    {
        this.terminal = terminal;
        plan.Validators.Add(result => OptionFactory.CheckPaths(result, plan.Name));
    }

    internal static Command Create(Terminal terminal)
    {
        var verb = new EmitVerb(terminal);
        var command = new Command(
            "emit", "Write a kept plan, or a token, as a regression test, which fails until the bug is fixed.")
        {
            verb.plan, verb.xunit, verb.token, verb.test, verb.name, verb.@out,
        };
        command.Validators.Add(result =>
        {
            var hasPlan = result.GetResult(verb.plan) is { Tokens.Count: > 0 };
            var hasToken = result.GetResult(verb.token) is not null;
            if (hasPlan == hasToken)
            {
                result.AddError("emit takes a PLAN.json, or --token and --test");
            }
            else if (hasToken != result.GetResult(verb.test) is not null)
            {
                result.AddError("--token and --test belong together");
            }
        });
        command.SetAction(verb.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        try
        {
            var text = parsed.GetValue(token) is { } given ? OfToken(given, parsed) : OfPlan(parsed);
            if (text is null)
            {
                return ExitCode.BadUsage;
            }

            Write(text, parsed.GetValue(@out));
        }
        catch (ArgumentException wrong)
        {
            terminal.Complain("--name: " + wrong.Message.Split(" (Parameter")[0]);
            return ExitCode.BadUsage;
        }

        return ExitCode.Good;
    }

    private string? OfPlan(ParseResult parsed)
    {
        var path = parsed.GetValue(this.plan)!;
        if (!PlanFile.TryRead(InputFile.ReadText(path), out var plan, out var problem))
        {
            terminal.Complain($"{path} is not a plan: {problem}");
            return null;
        }

        var replayed = Replayer.Replay(plan);
        return RegressionTest.Emit(
            plan, replayed.Verdict.Violation, parsed.GetValue(name) ?? $"Regression_{replayed.Fingerprint:x16}");
    }

    private string? OfToken(string given, ParseResult parsed)
    {
        if (!CrashToken.TryParse(given, new CrashTestOptions(), out _, out var problem))
        {
            terminal.Complain($"--token: {problem}");
            return null;
        }

        return RegressionTest.Emit(
            given, parsed.GetValue(test)!, parsed.GetValue(name) ?? $"Regression_{ContentHash.Of(given):x16}");
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
