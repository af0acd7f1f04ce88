using System.Text.Json;
using Aof.KnownDefects;
using Aof.State;
using Sim.Check;
using Sim.Plans;
using Sim.Report;

namespace Tests.Scenarios.Report;

/// <summary>
/// Runs to draw: one without a violation, and the same with a known defect. Each has a value that looks like markup.
/// </summary>
internal static class Drawn
{
    /// <summary>Ends a script, starts another, and contains bytes that are not text.</summary>
    public const string Hostile = "</script><script>document.title='taken'</script>\u0000\u0080\u00ff\r\n'\"&";

    public static Plan Sound { get; } = new()
    {
        Seed = 7,
        Config = new PlanConfig { Policy = FsyncPolicy.Always },
        Disk = new PlanDisk { Preset = "posix-weak", SyncMaxUs = 20_000, ImagesPerCrash = 6 },
        Steps = [
            new PlanStep { AtUs = 1_000, Client = 0, Command = ["SET", "key", Hostile] },
            new PlanStep { AtUs = 2_000, Client = 1, Command = ["RPUSH", "list", "a", "b"] },
            new PlanStep { AtUs = 90_000, Client = 0, Command = ["BGREWRITEAOF"] },
        ],
    };

    public static Plan Broken { get; } =
        With(Sound with { Config = Sound.Config with { Defects = [nameof(Defect.NoDirectoryFsync)] } });

    public static ReportPage Page(Plan plan) => ReportPage.Of(plan, "the line that replays it");

    /// <summary>The data of the page's script.</summary>
    public static JsonElement Data(Plan plan)
    {
        const string begin = "<script type=\"application/json\" id=\"data\">";
        var page = Page(plan).Text;
        var from = page.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        return JsonDocument.Parse(page[from..page.IndexOf("</script>", from, StringComparison.Ordinal)]).RootElement;
    }

    /// <summary>The plan with the crash that shows its violation.</summary>
    private static Plan With(Plan plan) => plan with { Crash = Replayer.Replay(plan).Verdict.Violation!.Crash };
}
