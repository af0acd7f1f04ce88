using System.Globalization;

namespace Sim.Cli.Options;

/// <summary>A part of an exploration that several machines share: each N-th seed, from the I-th.</summary>
/// <param name="Index">The number of the part, from 1.</param>
/// <param name="Total">The number of parts.</param>
public readonly record struct Shard(int Index, int Total)
{
    /// <summary>Everything.</summary>
    public static Shard Whole { get; } = new(1, 1);

    /// <summary>
    /// How schedulers number their jobs: the variable with the job's number, the number of the first job, and the
    /// variable with the number of jobs. Kubernetes sets no such variable; set SIM_SHARDS.
    /// </summary>
    private static readonly (string Index, string? First, int FirstIs, string Total)[] Schedulers =
    [
        ("SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_MIN", 0, "SLURM_ARRAY_TASK_COUNT"),
        ("JOB_COMPLETION_INDEX", null, 0, "SIM_SHARDS"),
        ("CI_NODE_INDEX", null, 1, "CI_NODE_TOTAL"),
        ("CIRCLE_NODE_INDEX", null, 0, "CIRCLE_NODE_TOTAL"),
        ("BUILDKITE_PARALLEL_JOB", null, 0, "BUILDKITE_PARALLEL_JOB_COUNT"),
        ("AWS_BATCH_JOB_ARRAY_INDEX", null, 0, "AWS_BATCH_JOB_ARRAY_SIZE"),
    ];

    /// <summary>Reads "2/8".</summary>
    public static bool TryParse(string text, out Shard shard)
    {
        shard = Whole;
        var parts = text.Split('/');
        if (parts.Length != 2 || !TryNumber(parts[0], out var index) || !TryNumber(parts[1], out var total) || index < 1
            || index > total)
        {
            return false;
        }

        shard = new Shard(index, total);
        return true;
    }

    /// <summary>
    /// Reads the part from the environment of a scheduler. False, with the reason, when there is none.
    /// </summary>
    /// <param name="variable">Reads a variable of the environment.</param>
    /// <param name="shard">The part.</param>
    /// <param name="problem">Why there is none.</param>
    public static bool TryFind(Func<string, string?> variable, out Shard shard, out string problem)
    {
        shard = Whole;
        foreach (var (indexName, firstName, firstIs, totalName) in Schedulers)
        {
            if (variable(indexName) is not { Length: > 0 } index)
            {
                continue;
            }

            var first = firstName is null ? firstIs.ToString(CultureInfo.InvariantCulture) : variable(firstName) ?? "0";
            problem = $"{indexName} is '{index}' and {totalName} is '{variable(totalName)}': that is not a part of a "
                + $"whole";
            return TryNumber(index, out var number) && TryNumber(first, out var from)
                && TryNumber(variable(totalName) ?? "", out var total)
                && TryParse(Invariant($"{number - from + 1}/{total}"), out shard);
        }

        problem = $"no scheduler says which part this is "
            + $"({string.Join(", ", Schedulers.Select(scheduler => scheduler.Index))})";
        return false;
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
