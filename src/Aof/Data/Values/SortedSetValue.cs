using Aof.Data.Primitives;
using Aof.Data.Structures;

namespace Aof.Data.Values;

/// <summary>A member of a sorted set.</summary>
/// <param name="Member">The member.</param>
/// <param name="Score">Its score, never NaN.</param>
public readonly record struct ScoredMember(Bytes Member, double Score);

/// <summary>A sorted set: scores by member, and members by score.</summary>
public sealed class SortedSetValue : Value
{
    /// <summary>The largest listpack (zset-max-listpack-entries, zset-max-listpack-value of Redis 7).</summary>
    private const int MaxPackedCount = 128;
    private const int MaxPackedLength = 64;

    /// <summary>It is a listpack of Redis 7, until it has grown too large: a score of -0 becomes 0 there.</summary>
    private bool isPacked;

    internal SortedSetValue(Owner owner)
        : this(new HashTrie<double>(owner), new CountedTree<ScoredMember>(owner), isPacked: false)
    {
    }

    private SortedSetValue(HashTrie<double> scores, CountedTree<ScoredMember> order, bool isPacked)
    {
        Scores = scores;
        Order = order;
        this.isPacked = isPacked;
    }

    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.SortedSet;

    /// <summary>Number of members.</summary>
    public int Count => Order.Count;

    /// <summary>The members by score; members of one score by their bytes.</summary>
    public IEnumerable<ScoredMember> Members => Order;

    internal HashTrie<double> Scores { get; }

    internal CountedTree<ScoredMember> Order { get; }

    /// <summary>Adds a member or changes its score.</summary>
    internal void Set(Bytes member, double score)
    {
        score = isPacked ? KeptPacked(member, score) : score;
        var hash = member.Hash;
        if (!Scores.Set(hash, member, score, out var previous))
        {
            _ = Order.RemoveAt(Order.PositionOf(new AtMember(member, previous)));
        }

        Order.Insert(Order.PositionOf(new AtMember(member, score)), new ScoredMember(member, score));
    }

    /// <summary>
    /// Makes it a listpack if it is small enough. As it stands: it was one before, and may hold -0 since Redis 6.
    /// </summary>
    internal void Pack(bool asItStands)
    {
        isPacked = Count <= MaxPackedCount
            && (asItStands || Members.All(static one => one.Member.Length <= MaxPackedLength));
        if (isPacked && !asItStands)
        {
            Array.ForEach([.. Members.Where(static one => one.Score == 0)], one => Set(one.Member, 0));
        }
    }

    private double KeptPacked(Bytes member, double score)
    {
        isPacked = Scores.TryGet(member, out _) || (Count < MaxPackedCount && member.Length <= MaxPackedLength);
        return isPacked && score == 0 ? 0 : score;
    }

    /// <summary>Removes a member; false when it does not exist.</summary>
    internal bool Remove(Bytes member)
    {
        if (!Scores.Remove(member.Hash, member, out var score))
        {
            return false;
        }

        _ = Order.RemoveAt(Order.PositionOf(new AtMember(member, score)));
        return true;
    }

    /// <summary>The position of a member, from 0; -1: none.</summary>
    internal int Rank(Bytes member) =>
        Scores.TryGet(member, out var score) ? Order.PositionOf(new AtMember(member, score)) : -1;

    /// <inheritdoc/>
    internal override Value OwnedBy(Owner owner) => ReferenceEquals(Scores.Owner, owner)
        ? this
        : new SortedSetValue(Scores.Fork(owner), Order.Fork(owner), isPacked);

    /// <inheritdoc/>
    internal override bool ContentEquals(Value other) =>
        other is SortedSetValue set && set.Count == Count
        && Scores.SameContent(set.Scores, static (a, b) => Bits(a) == Bits(b));

    /// <inheritdoc/>
    internal override ulong Fingerprint()
    {
        var sum = (ulong)Count;
        foreach (var entry in Scores)
        {
            sum += ByteHash.Chain(entry.Hash, Bits(entry.Value));
        }

        return sum;
    }

    private static ulong Bits(double score) => BitConverter.DoubleToUInt64Bits(score);

    /// <summary>The position of a member with this score.</summary>
    private readonly struct AtMember(Bytes member, double score) : ISearchKey<ScoredMember>
    {
        public bool IsAfter(in ScoredMember item) =>
            item.Score < score || (item.Score == score && item.Member.CompareTo(member) < 0);
    }
}
