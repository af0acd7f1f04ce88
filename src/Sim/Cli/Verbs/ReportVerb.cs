using System.CommandLine;
using Sim.Cli.Options;
using Sim.Cli.Output;
using Sim.Findings;
using Sim.Report;

namespace Sim.Cli.Verbs;

/// <summary>report: one run as a page for a browser.</summary>
internal sealed class ReportVerb
{
    private readonly Terminal terminal;
    private readonly RunChoices choices = new();
    private readonly Argument<string> what = PlanArgument.Create();
    private readonly Option<string> html = OptionFactory.Path("--html", "FILE", "where the page goes");

    private ReportVerb(Terminal terminal) => this.terminal = terminal;

    internal static Command Create(Terminal terminal)
    {
        var verb = new ReportVerb(terminal);
        verb.html.Required = true;
        var command = new Command("report",
            "Draw a run as one HTML file: a timeline, and what each crash leaves of the log. Exit 1 when it "
            + "breaks a promise.")
        {
            verb.what, verb.html,
        };
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

        var path = parsed.GetRequiredValue(html);
        var page = ReportPage.Of(plan, BugBase.ReplayLine(what) + (File.Exists(what) ? "" : choices.Words(parsed)));
        File.WriteAllText(path, page.Text);
        terminal.Output.WriteLine(page.Summary);
        terminal.Output.WriteLine($"written to {path}");
        return page.IsBroken ? ExitCode.Found : ExitCode.Good;
    }
}
