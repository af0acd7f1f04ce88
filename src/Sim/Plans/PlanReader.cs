using System.Text.Json;
using Aof.KnownDefects;
using Aof.State;
using Sim.Machine.Faults;

namespace Sim.Plans;

/// <summary>
/// Builds a plan from parsed JSON, member by member. A member that the file omits keeps its default; an unknown name is
/// an error. This code is written by hand because the serializer's reflection takes longer than a minimal plan takes to
/// run. Its compile-time variant would forget the defaults.
/// </summary>
internal static class PlanReader
{
    /// <summary>Reads a whole plan.</summary>
    /// <exception cref="JsonException">The JSON is not a plan; the message says why.</exception>
    internal static Plan Plan(JsonElement json) => Object(json, new Plan(), (plan, name, value) => name switch
    {
        "version" => plan with { Version = value.GetInt32() },
        "seed" => plan with { Seed = value.GetUInt64() },
        "config" => plan with { Config = Object(value, new PlanConfig(), Config) },
        "disk" => plan with { Disk = Object(value, new PlanDisk(), Disk) },
        "busy" => plan with { Busy = value.GetBoolean() },
        "pipeline" => plan with { Pipeline = value.GetInt32() },
        "pipePages" => plan with { PipePages = value.GetInt32() },
        "steps" => plan with { Steps = List(value, step => Object(step, new PlanStep(), Step)) },
        "faults" => plan with { Faults = List(value, Fault) },
        "reseed" => plan with { Reseed = Optional(value, new Reseed(0, 0), Reseed) },
        "crash" => plan with { Crash = Optional(value, new CrashChoice(0, CrashKind.Kill, 0), Crash) },
        _ => null,
    });

    private static PlanConfig? Config(PlanConfig config, string name, JsonElement value) => name switch
    {
        "layout" => config with { Layout = Word<LogLayout>(value) },
        "dialect" => config with { Dialect = Word<Dialect>(value) },
        "policy" => config with { Policy = Word<FsyncPolicy>(value) },
        "noFsyncOnRewrite" => config with { NoFsyncOnRewrite = value.GetBoolean() },
        "autoRewritePercentage" => config with { AutoRewritePercentage = value.GetInt32() },
        "autoRewriteMinSize" => config with { AutoRewriteMinSize = value.GetInt64() },
        "loadTruncated" => config with { LoadTruncated = value.GetBoolean() },
        "incrementalFsync" => config with { IncrementalFsync = value.GetBoolean() },
        "useRdbPreamble" => config with { UseRdbPreamble = value.GetBoolean() },
        "timestamps" => config with { Timestamps = value.GetBoolean() },
        "startsOff" => config with { StartsOff = value.GetBoolean() },
        "thresholdDivisor" => config with { ThresholdDivisor = value.GetInt32() },
        "defects" => config with { Defects = List(value, Text) },
        _ => null,
    };

    private static PlanDisk? Disk(PlanDisk disk, string name, JsonElement value) => name switch
    {
        "preset" => disk with { Preset = Text(value) },
        "capacityBytes" => disk with { CapacityBytes = value.GetInt64() },
        "syncMaxUs" => disk with { SyncMaxUs = value.GetInt32() },
        "evictsAfter" => disk with { EvictsAfter = value.GetInt32() },
        "imagesPerCrash" => disk with { ImagesPerCrash = value.GetInt32() },
        _ => null,
    };

    private static PlanStep? Step(PlanStep step, string name, JsonElement value) => name switch
    {
        "atUs" => step with { AtUs = value.GetInt64() },
        "client" => step with { Client = value.GetInt32() },
        "event" => step with { Event = Word<PlanEvent>(value) },
        "byUs" => step with { ByUs = value.GetInt64() },
        "command" => step with { Command = List(value, Text) },
        _ => null,
    };

    private static Fault Fault(JsonElement json) =>
        Sim.Machine.Faults.Fault.TryParse(Text(json), out var fault, out var problem)
        ? fault
        : throw new JsonException($"\"{json.GetString()}\" is no fault: {problem}");

    private static Reseed? Reseed(Reseed reseed, string name, JsonElement value) => name switch
    {
        "atUs" => reseed with { AtUs = value.GetInt64() },
        "seed" => reseed with { Seed = value.GetUInt64() },
        _ => null,
    };

    private static CrashChoice? Crash(CrashChoice crash, string name, JsonElement value) => name switch
    {
        "position" => crash with { Position = value.GetInt32() },
        "kind" => crash with { Kind = Word<CrashKind>(value) },
        "image" => crash with { Image = value.GetInt32() },
        _ => null,
    };

    /// <summary>Changes an object by each member that the JSON names.</summary>
    private static T Object<T>(JsonElement json, T it, Func<T, string, JsonElement, T?> with)
        where T : class
    {
        foreach (var member in json.EnumerateObject())
        {
            try
            {
                it = with(it, member.Name, member.Value) ?? throw new JsonException("there is no such member");
            }
            catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or FormatException)
            {
                throw new JsonException($"{member.Name}: {wrong.Message}", wrong);
            }
        }

        return it;
    }

    private static T? Optional<T>(JsonElement json, T it, Func<T, string, JsonElement, T?> with)
        where T : class => json.ValueKind == JsonValueKind.Null ? null : Object(json, it, with);

    private static List<T> List<T>(JsonElement json, Func<JsonElement, T> of)
        where T : class
    {
        var all = new List<T>(json.GetArrayLength());
        foreach (var element in json.EnumerateArray())
        {
            all.Add(of(element));
        }

        return all;
    }

    private static string Text(JsonElement json) => json.GetString() ?? throw new JsonException("null is no text");

    private static T Word<T>(JsonElement json)
        where T : struct, Enum =>
        Enum.TryParse<T>(Text(json), out var word) && Enum.IsDefined(word)
        ? word
        : throw new JsonException($"'{json.GetString()}' is not one of {string.Join(", ", Enum.GetNames<T>())}");
}
