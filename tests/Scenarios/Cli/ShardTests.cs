using Sim.Cli.Options;

namespace Tests.Scenarios.Cli;

public sealed class ShardTests
{
    [Theory]
    [InlineData("1/1", 1, 1)]
    [InlineData("2/8", 2, 8)]
    [InlineData("8/8", 8, 8)]
    public void APartIsWrittenIOfN(string text, int index, int total)
    {
        Assert.True(Shard.TryParse(text, out var shard));
        Assert.Equal(new Shard(index, total), shard);
    }

    [Theory]
    [InlineData("0/8")]
    [InlineData("9/8")]
    [InlineData("1")]
    [InlineData("1/0")]
    [InlineData("-1/2")]
    [InlineData("a/b")]
    [InlineData("1/2/3")]
    public void AnythingElseIsNone(string text) => Assert.False(Shard.TryParse(text, out _));

    [Theory]
    [InlineData("3/8", "SLURM_ARRAY_TASK_ID=12", "SLURM_ARRAY_TASK_MIN=10", "SLURM_ARRAY_TASK_COUNT=8")]
    [InlineData("1/4", "JOB_COMPLETION_INDEX=0", "SIM_SHARDS=4")]
    [InlineData("2/4", "CI_NODE_INDEX=2", "CI_NODE_TOTAL=4")]
    [InlineData("3/4", "CIRCLE_NODE_INDEX=2", "CIRCLE_NODE_TOTAL=4")]
    [InlineData("4/4", "BUILDKITE_PARALLEL_JOB=3", "BUILDKITE_PARALLEL_JOB_COUNT=4")]
    [InlineData("1/2", "AWS_BATCH_JOB_ARRAY_INDEX=0", "AWS_BATCH_JOB_ARRAY_SIZE=2")]
    public void ASchedulerSaysWhichPart(string expected, params string[] environment)
    {
        Assert.True(Shard.TryFind(Of(environment), out var shard, out var problem), problem);
        Assert.Equal(expected, $"{shard.Index}/{shard.Total}");
    }

    [Theory]
    [InlineData("JOB_COMPLETION_INDEX is '3' and SIM_SHARDS is ''", "JOB_COMPLETION_INDEX=3")]
    [InlineData("CI_NODE_INDEX is '5'", "CI_NODE_INDEX=5", "CI_NODE_TOTAL=4")]
    [InlineData("no scheduler")]
    public void WhereNoneDoesTheReasonIsTold(string reason, params string[] environment)
    {
        Assert.False(Shard.TryFind(Of(environment), out _, out var problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }

    private static Func<string, string?> Of(string[] environment) =>
        name => environment.FirstOrDefault(variable => variable.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];
}
