using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Sim.Machine.Disk;
using Sim.Machine.Faults;
using Sim.Machine.Random;

namespace Sim.Machine.CrashTesting.Plans;

/// <summary>
/// The token of a failure: all that decides it, except the program. It prints as that of its <see cref="CrashPlan"/>, a
/// mark, its faults and turns, and the options that are not the defaults, such as
/// "7:posix-weak:8:0-3:22p3:9f03c1d2; order 4,9.2; grace 00:00:01". Older tokens end with the plan: their faults and
/// options are those of the caller.
/// </summary>
/// <param name="Plan">The lives and crashes.</param>
/// <param name="Options">The options of the run that found it.</param>
/// <param name="Mark">See <see cref="MarkOf"/>; null for an older token.</param>
internal sealed record CrashToken(CrashPlan Plan, CrashTestOptions Options, string? Mark)
{
    /// <summary>The mark of a failure without a crash.</summary>
    public const string NoMark = "none";

    /// <summary>Before one of the options.</summary>
    private const string Separator = "; ";

    /// <summary>Two runs of the program may differ.</summary>
    private const string RunsOnce = "once";

    private static readonly CrashTestOptions Defaults = new();

    /// <summary>True when the disk is none of the presets: then a replay needs the options.</summary>
    public static bool IsOwn(DiskPreset disk) => !DiskPreset.Every.Contains(disk);

    /// <summary>Names the image of a crash and what was promised, so that another one is not taken for it.</summary>
    public static string MarkOf<TStep>(DiskImage image, StepHistory<TStep> history) => Invariant(
        $"{ContentHash.Combine(image.Hash, ContentHash.Of(history.Shape)) >> 32:x8}");

    public override string ToString() => Plan + (Mark is null ? "" : ":" + Mark)
        + string.Concat(Settings().Select(setting => Separator + setting));

    /// <summary>Reads a token.</summary>
    /// <param name="text">The token.</param>
    /// <param name="options">The options of the caller. What is in the token replaces theirs.</param>
    /// <param name="token">The token, when true is returned.</param>
    /// <param name="problem">The problem of the token, when false is returned.</param>
    public static bool TryParse(
        string text, CrashTestOptions options, [NotNullWhen(true)] out CrashToken? token,
        [NotNullWhen(false)] out string? problem)
    {
        token = Parse(text, options, out problem);
        problem = token is null ? problem ?? "it is no token of a failure" : null;
        return token is not null;
    }

    private static CrashToken? Parse(string text, CrashTestOptions options, out string? problem)
    {
        problem = null;
        var settings = text.Split(Separator);
        var parts = settings[0].Split(':');
        var mark = parts.Length > CrashPlan.Parts ? parts[^1] : null;
        var plan = mark is null ? settings[0] : settings[0][..^(mark.Length + 1)];
        var disks = options.Disks.Where(IsOwn).Concat(DiskPreset.Every).ToList();
        if (parts.Length > 1 && parts[1].EndsWith(CrashTestOptions.OwnDisk)
            && !disks.Exists(disk => CrashPlan.NameOf(disk) == parts[1]))
        {
            problem = $"its disk {parts[1]} is no preset, so it needs the options that have the disk";
            return null;
        }

        if (!CrashPlan.TryParse(plan, disks, out var parsed))
        {
            return null;
        }

        var token = mark is null
            ? new CrashToken(
                parsed with { Faults = options.Faults(new Seed(parsed.Seed).Stream("plan")) }, options, mark)
            : new CrashToken(parsed, Without(options), mark);
        foreach (var setting in settings.Skip(1))
        {
            var (name, value) = setting.IndexOf(' ') is > 0 and var end ? (setting[..end], setting[(end + 1)..])
                : (setting, "");
            token = token?.With(name, value, out problem);
            problem ??= token is null ? $"'{setting}' is no option of a token" : null;
        }

        return token;
    }

    /// <summary>The options that decide a failure, at their defaults.</summary>
    private static CrashTestOptions Without(CrashTestOptions options) => options with
    {
        PowerLossGrace = Defaults.PowerLossGrace,
        MaxCalls = Defaults.MaxCalls,
        MaxTime = Defaults.MaxTime,
        SeedsRunTwice = Defaults.SeedsRunTwice,
    };

    private IEnumerable<string> Settings()
    {
        foreach (var fault in Plan.Faults.Faults)
        {
            yield return $"fault {fault}";
        }

        if (Plan.Turns is { } turns)
        {
            yield return "order " + LifeTurns.Text(turns.Select(life => life.Order));
        }

        if (Plan.Turns?.Any(life => life.Kills.Count > 0) ?? false)
        {
            yield return "kills " + LifeTurns.Text(Plan.Turns.Select(life => life.Kills));
        }

        if (Options.PowerLossGrace != Defaults.PowerLossGrace)
        {
            yield return Invariant($"grace {Options.PowerLossGrace:c}");
        }

        if (Options.MaxCalls != Defaults.MaxCalls)
        {
            yield return Invariant($"calls {Options.MaxCalls}");
        }

        if (Options.MaxTime != Defaults.MaxTime)
        {
            yield return Invariant($"time {Options.MaxTime:c}");
        }

        if (Options.SeedsRunTwice == 0)
        {
            yield return RunsOnce;
        }
    }

    /// <summary>The token with one more setting; null when it is none.</summary>
    private CrashToken? With(string name, string value, out string? problem)
    {
        problem = null;
        return name switch
        {
            "fault" => Fault.TryParse(value, out var fault, out problem)
                ? this with { Plan = Plan with { Faults = new FaultPlan([.. Plan.Faults.Faults, fault]) } }
                : null,
            "order" => LifeTurns.Parse(value) is { } order ? With(order, (turns, list) => turns with { Order = list })
                : null,
            "kills" => LifeTurns.Parse(value) is { } kills ? With(kills, (turns, list) => turns with { Kills = list })
                : null,
            "grace" => TimeSpan.TryParseExact(value, "c", CultureInfo.InvariantCulture, out var grace)
                ? this with { Options = Options with { PowerLossGrace = grace } }
                : null,
            "calls" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var calls)
                ? this with { Options = Options with { MaxCalls = calls } }
                : null,
            "time" => TimeSpan.TryParseExact(value, "c", CultureInfo.InvariantCulture, out var time)
                ? this with { Options = Options with { MaxTime = time } }
                : null,
            RunsOnce when value.Length == 0 => this with { Options = Options with { SeedsRunTwice = 0 } },
            _ => null,
        };
    }

    private CrashToken With(
        IReadOnlyList<IReadOnlyList<Departure>> lives,
        Func<LifeTurns, IReadOnlyList<Departure>, LifeTurns> with) => this with
        {
            Plan = Plan with
            {
                Turns = [.. lives.Select(
                    (life, number) => with(Plan.Turns?.ElementAtOrDefault(number) ?? LifeTurns.Usual, life))]
            },
        };
}
