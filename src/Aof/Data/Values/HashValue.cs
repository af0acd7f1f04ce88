using Aof.Data.Primitives;
using Aof.Data.Structures;

namespace Aof.Data.Values;

/// <summary>A hash. Since Redis 7.4 and Valkey 9.0 a field may have a deadline.</summary>
public sealed class HashValue : Value
{
    /// <summary>Fields with a deadline; null until the first.</summary>
    private HashTrie<long>? deadlines;

    internal HashValue(Owner owner) => Trie = new HashTrie<Bytes>(owner);

    private HashValue(HashValue other, Owner owner)
    {
        Trie = other.Trie.Fork(owner);
        deadlines = other.deadlines?.Fork(owner);
        NoDeadlineBefore = other.NoDeadlineBefore;
    }

    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.Hash;

    /// <summary>Number of fields, including expired ones.</summary>
    public int Count => Trie.Count;

    /// <summary>The fields and values, in an order that depends on the fields alone.</summary>
    public IEnumerable<KeyValuePair<Bytes, Bytes>> Fields
    {
        get
        {
            foreach (var entry in Trie)
            {
                yield return new KeyValuePair<Bytes, Bytes>(entry.Key, entry.Value);
            }
        }
    }

    /// <summary>Some field has a deadline.</summary>
    public bool HasDeadlines => deadlines is { Count: > 0 };

    /// <summary>
    /// The fields with a deadline, in milliseconds since 1970, the first deadline first; equal ones in the order of
    /// <see cref="Fields"/>.
    /// </summary>
    public IEnumerable<(Bytes Field, long Deadline)> Deadlines => deadlines is null
        ? []
        : deadlines.Select(static entry => (entry.Key, entry.Value)).OrderBy(static dated => dated.Value);

    internal HashTrie<Bytes> Trie { get; }

    /// <summary>The first deadline, or an earlier moment; <see cref="long.MaxValue"/>: none.</summary>
    internal long NoDeadlineBefore { get; private set; } = long.MaxValue;

    /// <summary>The deadline of a field, in milliseconds since 1970; null: none.</summary>
    public long? Deadline(Bytes field) => HasDeadlines && deadlines!.TryGet(field, out var deadline) ? deadline : null;

    /// <summary>Sets a field, which loses its deadline unless that is kept; true when it is new.</summary>
    internal bool Set(Bytes field, Bytes value, bool keepsDeadline = false)
    {
        if (!keepsDeadline)
        {
            SetDeadline(field, null);
        }

        return Trie.Set(field, value);
    }

    /// <summary>Removes a field; false when it does not exist.</summary>
    internal bool Remove(Bytes field)
    {
        SetDeadline(field, null);
        return Trie.Remove(field);
    }

    /// <summary>Sets or takes away the deadline of a field that exists.</summary>
    internal void SetDeadline(Bytes field, long? deadline)
    {
        if (deadline is { } ms)
        {
            deadlines ??= new HashTrie<long>(Trie.Owner);
            _ = deadlines.Set(field, ms);
            NoDeadlineBefore = Math.Min(NoDeadlineBefore, ms);
        }
        else if (HasDeadlines)
        {
            _ = deadlines!.Remove(field);
        }
    }

    /// <summary>The fields whose deadline is before this moment, the first deadline first.</summary>
    internal IReadOnlyList<Bytes> ExpiredAt(long nowMs)
    {
        if (NoDeadlineBefore >= nowMs)
        {
            return [];
        }

        var ordered = Deadlines.ToList();
        NoDeadlineBefore = ordered.Count == 0 ? long.MaxValue : ordered[0].Deadline;
        return [.. ordered.TakeWhile(field => field.Deadline < nowMs).Select(static field => field.Field)];
    }

    /// <inheritdoc/>
    internal override Value OwnedBy(Owner owner) =>
        ReferenceEquals(Trie.Owner, owner) ? this : new HashValue(this, owner);

    /// <inheritdoc/>
    internal override bool ContentEquals(Value other) =>
        other is HashValue hash && hash.Count == Count && Trie.SameContent(hash.Trie, static (a, b) => a == b)
        && hash.HasDeadlines == HasDeadlines
        && (!HasDeadlines || deadlines!.SameContent(hash.deadlines!, static (a, b) => a == b));

    /// <inheritdoc/>
    internal override ulong Fingerprint()
    {
        var sum = (ulong)Count;
        foreach (var entry in Trie)
        {
            sum += ByteHash.Chain(entry.Hash, entry.Value.Hash);
        }

        foreach (var (field, deadline) in Deadlines)
        {
            sum += ByteHash.Chain(ByteHash.Chain(field.Hash, unchecked((ulong)deadline)), (ulong)Count);
        }

        return sum;
    }
}
