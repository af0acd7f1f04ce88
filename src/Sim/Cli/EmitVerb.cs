using System.CommandLine;
using Sim.Explore;
using Sim.Failures;

namespace Sim.Cli;

/// <summary>emit: a kept plan as a regression test.</summary>
internal sealed class EmitVerb
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _plan = new("PLAN.json") { Description = "the file that a failure was kept in" };
    private readonly Option<bool> _xunit = new("--xunit") { Description = "as a test for xunit 2, in C#; the only language so far", Required = true };
    private readonly Option<string> _name = Options.Path("--name", "CLASS", "the test's class (default: Regression_ and the plan's fingerprint)");
    private readonly Option<string> _out = Options.Path("--out", "FILE", "where to write it (default: it is printed)");

    private EmitVerb(Terminal terminal) => _terminal = terminal;

    internal static Command Create(Terminal terminal)
    {
        var verb = new EmitVerb(terminal);
        var command = new Command("emit", "Write a kept plan as a regression test, which fails until the bug is mended.") { verb._plan, verb._xunit, verb._name, verb._out };
        command.SetAction(verb.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var path = parsed.GetRequiredValue(_plan);
        if (!PlanFile.TryRead(InputFile.ReadText(path), out var plan, out var problem))
        {
            _terminal.Complain($"{path} is not a plan: {problem}");
            return ExitCode.BadUsage;
        }

        var replayed = Replayer.Replay(plan);
        try
        {
            var text = RegressionTest.Emit(plan, replayed.Verdict.Violation, parsed.GetValue(_name) ?? $"Regression_{replayed.Fingerprint:x16}");
            Write(text, parsed.GetValue(_out));
        }
        catch (ArgumentException wrong)
        {
            _terminal.Complain("--name: " + wrong.Message.Split(" (Parameter")[0]);
            return ExitCode.BadUsage;
        }

        return ExitCode.Good;
    }

    private void Write(string text, string? path)
    {
        if (path is null)
        {
            _terminal.Output.Write(text);
            return;
        }

        File.WriteAllText(path, text);
        _terminal.Output.WriteLine(path);
    }
}
