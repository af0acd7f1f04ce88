using System.CommandLine;
using Sim.Failures;
using Sim.Report;

namespace Sim.Cli;

/// <summary>report: one run as a page for a browser.</summary>
internal sealed class ReportVerb
{
    private readonly Terminal _terminal;
    private readonly RunChoices _choices = new();
    private readonly Argument<string> _what = new("SEED|PLAN.json") { Description = "a seed, or the file that a violation was kept in" };
    private readonly Option<string> _html = new("--html") { HelpName = "FILE", Description = "where the page goes", Required = true };

    private ReportVerb(Terminal terminal) => _terminal = terminal;

    internal static Command Create(Terminal terminal)
    {
        var verb = new ReportVerb(terminal);
        var command = new Command("report", "Draw a run as one HTML file: who did what when, and what each crash leaves of the log; exit 1 when it breaks a promise.") { verb._what, verb._html };
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

        var path = parsed.GetRequiredValue(_html);
        var page = ReportPage.Of(plan, BugBase.ReplayLine(what) + (File.Exists(what) ? "" : _choices.Words(parsed)));
        File.WriteAllText(path, page.Text);
        _terminal.Output.WriteLine(page.Summary);
        _terminal.Output.WriteLine($"written to {path}");
        return page.IsBroken ? ExitCode.Found : ExitCode.Good;
    }
}
