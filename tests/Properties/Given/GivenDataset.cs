using System.Globalization;
using Aof.Data;
using Aof.Data.Primitives;
using Tests.Scenarios.Data;

namespace Tests.Properties.Given;

/// <summary>A key of a given dataset.</summary>
public sealed record GivenKey(int Database, string Key, GivenValue Value, long? Deadline);

/// <summary>A dataset as plain data: what FsCheck draws and shrinks. No key is in one database twice.</summary>
public sealed record GivenDataset(IReadOnlyList<GivenKey> Keys)
{
    /// <summary>The commands of a log that gives it.</summary>
    public IEnumerable<string[]> Commands()
    {
        var selected = -1;
        foreach (var key in Keys)
        {
            if (key.Database != selected)
            {
                selected = key.Database;
                yield return ["SELECT", Number(selected)];
            }

            foreach (var command in key.Value.Commands(key.Key))
            {
                yield return command;
            }

            if (key.Deadline is { } deadline)
            {
                yield return ["PEXPIREAT", key.Key, Number(deadline)];
            }
        }
    }

    /// <summary>The dataset itself, by replaying those commands: nothing expires.</summary>
    public Dataset Build()
    {
        var executor = new TestExecutor();
        executor.Replay(Commands().Select(Wire.Argv));
        return executor.Data;
    }

    /// <summary>The same with each value changed, or not.</summary>
    public GivenDataset WithValues(Func<GivenValue, GivenValue> change) =>
        new([.. Keys.Select(key => key with { Value = change(key.Value) })]);

    /// <summary>The same keys, given in another order.</summary>
    public GivenDataset Shuffled(int seed) => new([.. Keys.OrderBy(key => Bytes.Of(key.Key + Number(seed)).Hash)]);

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", Keys.Select(key =>
        Invariant($"db {key.Database} '{Bytes.Of(key.Key)}': {Show(key.Value)}")
        + (key.Deadline is { } at ? Invariant($" until {at}") : "")));

    private static string Show(GivenValue value) =>
        Bytes.Of(string.Join(' ', value.Commands("").SelectMany(words => words.Skip(2).Prepend(words[0])))).ToString()
        is { Length: < 200 } shown
        ? shown
        : value.ToString();

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
