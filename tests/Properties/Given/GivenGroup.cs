using System.Globalization;

namespace Tests.Properties.Given;

/// <summary>The id of a stream's entry.</summary>
public readonly record struct GivenId(ulong Ms, ulong Seq) : IComparable<GivenId>
{
    public int CompareTo(GivenId other) => (Ms, Seq).CompareTo((other.Ms, other.Seq));

    public override string ToString() => Invariant($"{Ms}-{Seq}");
}

/// <summary>An entry of a stream.</summary>
public sealed record GivenEntry(GivenId Id, IReadOnlyList<(string Name, string Value)> Fields);

/// <summary>What is pending for a consumer, since when, and how often it was delivered.</summary>
public sealed record GivenPending(GivenId Id, string Consumer, long TimeMs, long Count);

/// <summary>A consumer group; no id is pending twice.</summary>
public sealed record GivenGroup(string Name, GivenId Last, IReadOnlyList<GivenPending> Pending)
{
    /// <summary>The commands that make it under a key whose stream still has everything that is pending.</summary>
    public IEnumerable<string[]> Commands(string key)
    {
        yield return ["XGROUP", "CREATE", key, Name, "$"];
        foreach (var entry in Pending)
        {
            yield return ["XCLAIM", key, Name, entry.Consumer, "0", entry.Id.ToString(), "FORCE", "RETRYCOUNT",
                Number(entry.Count), "TIME", Number(entry.TimeMs)];
        }

        yield return ["XGROUP", "SETID", key, Name, Last.ToString()];
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
