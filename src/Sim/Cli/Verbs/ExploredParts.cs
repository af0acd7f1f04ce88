using System.Text.Json;

namespace Sim.Cli.Verbs;

/// <summary>The seeds of one exploration, by its summary.</summary>
/// <param name="Path">The summary.</param>
/// <param name="First">Its first seed.</param>
/// <param name="Stride">The distance of its seeds: the number of parts.</param>
/// <param name="Shard">Its number, from 1.</param>
/// <param name="IsInterrupted">True when it was ended before its last seed, or its time.</param>
internal readonly record struct ExploredPart(string Path, ulong First, ulong Stride, ulong Shard, bool IsInterrupted)
{
    /// <summary>The first seed of all parts together.</summary>
    public ulong Base => First - (Shard - 1);

    /// <summary>Reads a summary.</summary>
    /// <exception cref="KeyNotFoundException">It has no seeds.</exception>
    public static ExploredPart Read(string path, JsonElement summary) => new(
        path,
        summary.GetProperty("firstSeed").GetUInt64(),
        summary.GetProperty("seedStride").GetUInt64(),
        summary.TryGetProperty("shard", out var shard) ? shard.GetUInt64() : 1,
        summary.TryGetProperty("interrupted", out var interrupted) && interrupted.GetBoolean());
}

/// <summary>The parts of one exploration or of several, and what is missing of them.</summary>
internal sealed class ExploredParts
{
    private readonly List<ExploredPart> parts = [];
    private readonly List<string> lost = [];

    /// <summary>False when another part has the same seeds.</summary>
    public bool TryAdd(ExploredPart part)
    {
        if (parts.Exists(other => (other.First, other.Stride) == (part.First, part.Stride)))
        {
            return false;
        }

        parts.Add(part);
        return true;
    }

    /// <summary>A folder without a summary.</summary>
    public void Lost(string folder) => lost.Add(folder);

    /// <summary>What is missing, a line for each part.</summary>
    public IEnumerable<string> Gaps()
    {
        foreach (var folder in lost)
        {
            yield return $"{folder} has no summary: its task did not end";
        }

        foreach (var part in parts.Where(part => part.IsInterrupted))
        {
            yield return $"{part.Path} was interrupted; "
                + Invariant($"explore its seeds again with --shard {part.Shard}/{part.Stride}");
        }

        foreach (var whole in parts.GroupBy(part => (part.Base, part.Stride)))
        {
            var (first, stride) = whole.Key;
            for (var shard = 1UL; shard <= stride; shard++)
            {
                if (!whole.Any(part => part.Shard == shard))
                {
                    yield return Invariant($"part {shard} of {stride} is missing, the seeds from {first + shard - 1} ")
                        + Invariant($"on in steps of {stride}; explore them with --shard {shard}/{stride}");
                }
            }
        }
    }
}
