using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Aof.KnownDefects;
using Sim.Machine.Disk;

namespace Sim.Plans;

/// <summary>A plan as readable JSON. Bytes of arguments are the characters U+0000 to U+00FF.</summary>
public static class PlanFile
{
    /// <summary>Thirty days: the maximum by which a clock is set, and the maximum length of a pause.</summary>
    private const long LongestUs = 30L * 24 * 3600 * 1_000_000;

    /// <summary>More than Linux allows.</summary>
    private const int MaxPipePages = 1 << 20;

    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        // Every value is written, even today's default: a default may change, a kept plan may not.
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
        NewLine = "\n",
    };

    /// <summary>The plan as JSON text with a newline at the end.</summary>
    public static string Write(Plan plan) => JsonSerializer.Serialize(plan, Format) + "\n";

    /// <summary>Reads a plan. False, with one clear sentence, when the text is not a plan.</summary>
    public static bool TryRead(string json, [NotNullWhen(true)] out Plan? plan, out string error)
    {
        plan = null;
        try
        {
            using var parsed = JsonDocument.Parse(json);
            if (parsed.RootElement.ValueKind != JsonValueKind.Object)
            {
                error = "it is no object";
                return false;
            }

            plan = PlanReader.Plan(parsed.RootElement);
            error = Objection(plan) ?? "";
        }
        catch (JsonException unreadable)
        {
            error = unreadable.LineNumber is { } line
                ? $"line {line + 1}, column {unreadable.BytePositionInLine + 1}: "
                    + $"{unreadable.Message.Split(" LineNumber:")[0]}"
                : unreadable.Message;
        }

        return error.Length == 0 && plan is not null;
    }

    /// <summary>Describes what is wrong with a plan that parses; null when nothing is.</summary>
    private static string? Objection(Plan plan)
    {
        if (plan.Version != Plan.CurrentVersion)
        {
            return $"it has version {plan.Version}, and this build reads version {Plan.CurrentVersion}";
        }

        if (plan.Pipeline < 1 || plan.PipePages is < 1 or > MaxPipePages || plan.Disk.CapacityBytes < 0)
        {
            return "pipeline and pipePages must be 1 or more, pipePages 1,048,576 at most, and capacityBytes 0 or more";
        }

        if (Array.Find(Numbers(plan), number => number.Value < number.Least) is { Name: not null } low)
        {
            return $"{low.Name} is {low.Value}, and should be {low.Least} or more";
        }

        for (var i = 0; i < plan.Steps.Count; i++)
        {
            if (Objection(plan.Steps[i]) is { } wrong)
            {
                return $"step {i + 1} {wrong}";
            }

            if (i > 0 && plan.Steps[i].AtUs < plan.Steps[i - 1].AtUs)
            {
                return $"step {i + 1} comes before step {i} in time";
            }
        }

        if (!Defects.TryParse(string.Join(',', plan.Config.Defects), out _))
        {
            return "it switches on a defect that this build does not know: " + string.Join(", ", plan.Config.Defects);
        }

        return DiskPreset.Every.Any(preset => preset.Name == plan.Disk.Preset)
            ? null
            : $"there is no disk preset '{plan.Disk.Preset}'";
    }

    private static (string Name, long Value, long Least)[] Numbers(Plan plan) =>
    [
        ("pipeline", plan.Pipeline, 1), ("pipePages", plan.PipePages, 1),
        ("thresholdDivisor", plan.Config.ThresholdDivisor, 1),
        ("autoRewritePercentage", plan.Config.AutoRewritePercentage, 0),
        ("autoRewriteMinSize", plan.Config.AutoRewriteMinSize, 0),
        ("capacityBytes", plan.Disk.CapacityBytes, 0), ("syncMaxUs", plan.Disk.SyncMaxUs, 0),
        ("evictsAfter", plan.Disk.EvictsAfter, 0), ("imagesPerCrash", plan.Disk.ImagesPerCrash, 0),
        ("position", plan.Crash?.Position ?? 0, 0), ("image", plan.Crash?.Image ?? 0, 0),
    ];

    private static string? Objection(PlanStep step)
    {
        if (step.AtUs is < 0 or > LongestUs)
        {
            return $"is at {step.AtUs} us, and should be between 0 and thirty days";
        }

        if (step.Event == PlanEvent.Command && step.Command.Count == 0)
        {
            return "sends an empty command";
        }

        if (step.Command.Any(argument => argument.Any(c => c > '\u00ff')))
        {
            return "has a character beyond U+00FF in an argument (one character is one byte)";
        }

        var isPossible = step.Event switch
        {
            PlanEvent.Pause => step.ByUs is > 0 and <= LongestUs,
            PlanEvent.StepClock => step.ByUs is (>= -LongestUs and < 0) or (> 0 and <= LongestUs),
            _ => step.ByUs == 0,
        };
        return isPossible ? null : $"has {step.ByUs} as the microseconds of {step.Event}";
    }
}
