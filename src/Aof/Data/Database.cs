using System.Diagnostics.CodeAnalysis;
using Aof.Data.Primitives;
using Aof.Data.Structures;
using Aof.Data.Values;

namespace Aof.Data;

/// <summary>One database: keys, their values and deadlines.</summary>
public sealed class Database
{
    private readonly Dataset dataset;
    private readonly HashTrie<Held> keys;

    /// <summary>The keys that expire, by deadline; null until the first.</summary>
    private CountedTree<Expiry>? expiries;

    internal Database(Dataset dataset)
        : this(dataset, new HashTrie<Held>(dataset.Owner), null)
    {
    }

    private Database(Dataset dataset, HashTrie<Held> keys, CountedTree<Expiry>? expiries)
    {
        this.dataset = dataset;
        this.keys = keys;
        this.expiries = expiries;
    }

    /// <summary>Number of keys, those past their deadline included.</summary>
    public int Count => keys.Count;

    /// <summary>Every key, in an order that depends on the keys alone.</summary>
    public IEnumerable<KeyEntry> Entries
    {
        get
        {
            foreach (var entry in keys)
            {
                yield return new KeyEntry(entry.Key, entry.Value.Value, entry.Value.DeadlineOrNull);
            }
        }
    }

    internal Owner Owner => keys.Owner;

    /// <summary>Keys that have a deadline.</summary>
    internal int ExpiringCount => expiries?.Count ?? 0;

    internal HashTrie<Held> Keys => keys;

    /// <summary>The value of a key, whether its deadline is past or not.</summary>
    public bool TryGet(Bytes key, [NotNullWhen(true)] out Value? value)
    {
        var found = keys.TryGet(key, out var held);
        value = held.Value;
        return found;
    }

    /// <summary>When the key expires, in milliseconds since 1970; null when it does not or is not there.</summary>
    public long? Deadline(Bytes key) => ExpiringCount > 0 && keys.TryGet(key, out var held) ? held.DeadlineOrNull : null;

    /// <summary>A database of the same content for another dataset.</summary>
    internal Database Fork(Dataset other) => new(other, keys.Fork(other.Owner), expiries?.Fork(other.Owner));

    /// <summary>The n-th key in the order of <see cref="Entries"/>.</summary>
    internal Bytes KeyAt(int index) => keys.ElementAt(index).Key;

    /// <summary>The key that expires first; false when none expires.</summary>
    internal bool TryFirstExpiry(out Expiry first)
    {
        first = ExpiringCount > 0 ? expiries![0] : default;
        return ExpiringCount > 0;
    }

    /// <summary>Adds or replaces a key, with a deadline or without.</summary>
    internal void Set(Bytes key, Value value, long deadline = Held.Never) => _ = Put(key, value, deadline);

    /// <summary>The same; true when the key was not there.</summary>
    internal bool Put(Bytes key, Value value, long deadline)
    {
        AssertCurrent();
        var added = keys.Set(key.Hash, key, new Held(value, deadline), out var previous);
        Reschedule(key, added ? Held.Never : previous.Deadline, deadline);
        Announce(key, value, previous.Value);
        return added;
    }

    /// <summary>Replaces the value of a key and leaves its deadline as it is; adds the key when it is not there.</summary>
    internal void Replace(Bytes key, Value value)
    {
        AssertCurrent();
        var hash = key.Hash;
        var deadline = ExpiringCount > 0 && keys.TryGet(hash, key, out var held) ? held.Deadline : Held.Never;
        _ = keys.Set(hash, key, new Held(value, deadline), out var previous);
        Announce(key, value, previous.Value);
    }

    /// <summary>Tells those who wait for a key that it holds what it did not hold before.</summary>
    private void Announce(Bytes key, Value value, Value? previous)
    {
        if (dataset.KeyAdded is { } appeared && value.Kind != previous?.Kind)
        {
            appeared(this, key);
        }
    }

    /// <summary>Gives a key that is there another deadline.</summary>
    internal void SetDeadline(Bytes key, long deadline)
    {
        var hash = key.Hash;
        if (keys.TryGet(hash, key, out var held))
        {
            Set(key, held.Value, deadline);
        }
    }

    /// <summary>Removes a key; false when it was not there.</summary>
    internal bool Remove(Bytes key)
    {
        AssertCurrent();
        var found = keys.Remove(key.Hash, key, out var previous);
        if (found)
        {
            Reschedule(key, previous.Deadline, Held.Never);
        }

        return found;
    }

    private void Reschedule(Bytes key, long from, long to)
    {
        if (from == to)
        {
            return;
        }

        if (from != Held.Never)
        {
            _ = expiries!.RemoveAt(expiries.PositionOf(new AtExpiry(key, from)));
        }

        if (to != Held.Never)
        {
            expiries ??= new CountedTree<Expiry>(Owner);
            expiries.Insert(expiries.PositionOf(new AtExpiry(key, to)), new Expiry(key, to));
        }
    }

    /// <summary>Writing through a database that was fetched before a snapshot would change the snapshot.</summary>
    private void AssertCurrent()
    {
        if (!ReferenceEquals(dataset.Owner, Owner))
        {
            throw new InvalidOperationException("This database was fetched before a snapshot was taken: fetch it again to write.");
        }
    }

    private readonly struct AtExpiry(Bytes key, long deadline) : ISearchKey<Expiry>
    {
        public bool IsAfter(in Expiry item) =>
            item.Deadline < deadline || (item.Deadline == deadline && item.Key.CompareTo(key) < 0);
    }
}

/// <summary>What a key holds inside the trie.</summary>
internal readonly record struct Held(Value Value, long Deadline)
{
    /// <summary>No deadline. Nothing can expire at this millisecond, 292 million years ago.</summary>
    public const long Never = long.MinValue;

    public long? DeadlineOrNull => Deadline == Never ? null : Deadline;
}

/// <summary>A key with its deadline, in milliseconds since 1970.</summary>
internal readonly record struct Expiry(Bytes Key, long Deadline);
