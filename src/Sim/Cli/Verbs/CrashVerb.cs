using System.CommandLine;
using System.Globalization;
using Sim.Audit.Recoveries;
using Sim.Check;
using Sim.Check.Crashes;
using Sim.Cli.Options;
using Sim.Cli.Output;
using Sim.Machine.Disk;
using Sim.Machine.Tracing;
using Sim.Plans;
using Sim.Run;

namespace Sim.Cli.Verbs;

/// <summary>crash: writes what one crash of a run leaves on the disk, as real files for a real server.</summary>
internal sealed class CrashVerb
{
    private const string Kill = "kill";

    private readonly Terminal terminal;
    private readonly RunChoices choices = new();
    private readonly Argument<string> what = PlanArgument.Create();
    private readonly Option<string> at = OptionFactory.Text(
        "--at", "K", "after how many changes of the disk (default: where the plan has its crash, else after the last)");
    private readonly Option<string> image = OptionFactory.Text("--image", "I|kill",
        "the number of a power-loss image there, from 0, or what kill -9 leaves (default: the "
        + "plan's, else kill)");
    private readonly Option<string> @out =
        OptionFactory.Path("--out", "DIR", "where the files go: an empty directory, or a new one");

    private CrashVerb(Terminal terminal) => this.terminal = terminal;

    internal static Command Create(Terminal terminal)
    {
        var verb = new CrashVerb(terminal);
        verb.@out.Required = true;
        var command = new Command("crash", "Write the files that a crash of a run leaves on the disk.")
        {
            verb.what, verb.at, verb.image, verb.@out,
        };
        verb.choices.AddTo(command);
        command.SetAction(verb.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        if (!PlanArgument.TryRead(parsed.GetRequiredValue(what), choices.Of(parsed), terminal, out var plan))
        {
            return ExitCode.BadUsage;
        }

        var folder = parsed.GetRequiredValue(@out);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            return Refuse($"'{folder}' is not empty; nothing in it is overwritten");
        }

        var run = CheckedRun.Execute(plan, new Trace(Plan.StartUs)).Run;
        var disk = new CrashedDisk(run);
        if (!TryChoose(parsed, plan.Crash ?? new CrashChoice(disk.LastPosition, CrashKind.Kill, Image: 0),
            out var crash, out var problem)
            || !disk.TryCrash(crash, out var image, out problem))
        {
            return Refuse(problem);
        }

        ImageFolder.Write(image, folder);
        Tell(run, crash, image, folder);
        return ExitCode.Good;
    }

    private int Refuse(string problem)
    {
        terminal.Complain(problem);
        return ExitCode.BadUsage;
    }

    /// <summary>The plan's crash, changed by the options. A new position starts with kill -9.</summary>
    private bool TryChoose(ParseResult parsed, CrashChoice planned, out CrashChoice crash, out string problem)
    {
        (crash, problem) = (planned, "");
        if (parsed.GetValue(this.at) is { } at)
        {
            crash = new CrashChoice(Number(at), CrashKind.Kill, Image: 0);
            problem = crash.Position < 0 ? $"--at takes a number of changes, not '{at}'" : "";
        }

        if (parsed.GetValue(image) is { } number)
        {
            crash = number == Kill
                ? crash with { Kind = CrashKind.Kill, Image = 0 }
                : crash with { Kind = CrashKind.PowerLoss, Image = Number(number) };
            problem = crash.Image < 0 ? $"--image takes a number, or kill, not '{number}'" : problem;
        }

        return problem.Length == 0;
    }

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private void Tell(LiveRun run, CrashChoice crash, DiskImage image, string folder)
    {
        var promise = run.History.Promises[crash.Position];
        var last = crash.Position == 0 ? "nothing yet" : run.Machine.Disk.Journal[crash.Position - 1].ToString();
        var seconds = (promise.NowUs - Plan.StartUs) / 1e6;
        Line($"after change {crash.Position} of the disk, {seconds:F6} s after the start: {last}");
        Line($"executed {promise.Executed} writes, acknowledged the first {promise.Acknowledged}");
        Line($"{image.Description}");
        foreach (var entry in image.Entries.Where(entry => !entry.IsDirectory))
        {
            Line($"  {Path.Combine(folder, entry.Path)}  {entry.Content.Length} bytes");
        }

        if (ServerFiles.LogOn(image).Count > 0)
        {
            var path = Path.Combine(
                folder, image.TryGet(ServerFiles.Manifest, out _) ? ServerFiles.Manifest : ServerFiles.Log);
            var quoted = path.Contains(' ', StringComparison.Ordinal) ? $"\"{path}\"" : path;
            Line($"dotnet run -c Release --project src/Sim -- digest {quoted}");
        }
        else
        {
            Line($"there is no {ServerFiles.Log}: a server starts with nothing");
        }
    }

    private void Line(FormattableString text) => terminal.Output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
