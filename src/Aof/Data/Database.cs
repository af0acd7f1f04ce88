using System.Diagnostics.CodeAnalysis;
using Aof.Data.Primitives;
using Aof.Data.Structures;
using Aof.Data.Values;
using Aof.KnownDefects;

namespace Aof.Data;

/// <summary>One database: keys with values and deadlines.</summary>
public sealed class Database
{
    private readonly Dataset dataset;
    private readonly HashTrie<Held> keys;

    /// <summary>Keys with a deadline, by deadline; null until the first.</summary>
    private CountedTree<Expiry>? expiries;

    /// <summary>
    /// The keys of hashes whose fields have deadlines, and keys that once were such; null until the first.
    /// </summary>
    private HashTrie<bool>? dated;

    internal Database(Dataset dataset)
        : this(dataset, new HashTrie<Held>(dataset.Owner))
    {
    }

    private Database(Dataset dataset, HashTrie<Held> keys)
    {
        this.dataset = dataset;
        this.keys = keys;
    }

    /// <summary>Number of keys, including expired ones.</summary>
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

    /// <summary>Number of keys with a deadline.</summary>
    internal int ExpiringCount => expiries?.Count ?? 0;

    internal HashTrie<Held> Keys => keys;

    /// <summary>The value of a key, expired or not.</summary>
    public bool TryGet(Bytes key, [NotNullWhen(true)] out Value? value)
    {
        var found = keys.TryGet(key, out var held);
        value = found ? held.Value : null;
        return found;
    }

    /// <summary>The key's deadline, in milliseconds since 1970; null when it has none or does not exist.</summary>
    public long? Deadline(Bytes key) =>
        ExpiringCount > 0 && keys.TryGet(key, out var held) ? held.DeadlineOrNull : null;

    /// <summary>A copy for another dataset, in O(1).</summary>
    internal Database Fork(Dataset other) => new(other, keys.Fork(other.Owner))
    {
        expiries = expiries?.Fork(other.Owner),
        dated = dated?.Fork(other.Owner),
    };

    /// <summary>The n-th key in the order of <see cref="Entries"/>.</summary>
    internal Bytes KeyAt(int index) => keys.ElementAt(index).Key;

    /// <summary>The key with the first deadline; false when no key has one.</summary>
    internal bool TryFirstExpiry(out Expiry first)
    {
        first = ExpiringCount > 0 ? expiries![0] : default;
        return ExpiringCount > 0;
    }

    /// <summary>Adds or replaces a key, with or without a deadline.</summary>
    internal void Set(Bytes key, Value value, long deadline = Held.Never) => _ = Put(key, value, deadline);

    /// <summary>Like <see cref="Set"/>; true when the key is new.</summary>
    internal bool Put(Bytes key, Value value, long deadline)
    {
        AssertCurrent();
        var added = keys.Set(key.Hash, key, new Held(value, deadline), out var previous);
        Reschedule(key, added ? Held.Never : previous.Deadline, deadline);
        NoteDeadlines(key, value);
        Announce(key, value, added ? null : previous.Kind);
        return added;
    }

    /// <summary>Replaces the value of a key and keeps its deadline; adds a missing key.</summary>
    internal void Replace(Bytes key, Value value)
    {
        AssertCurrent();
        var hash = key.Hash;
        var deadline = ExpiringCount > 0 && keys.TryGet(hash, key, out var held) ? held.Deadline : Held.Never;
        var added = keys.Set(hash, key, new Held(value, deadline), out var previous);
        NoteDeadlines(key, value);
        Announce(key, value, added ? null : previous.Kind);
    }

    /// <summary>The key holds this value. Call it when a field of a hash has got a deadline.</summary>
    internal void NoteDeadlines(Bytes key, Value value)
    {
        if (value is HashValue { HasDeadlines: true })
        {
            dated ??= new HashTrie<bool>(Owner);
            _ = dated.Set(key, value: true);
        }
    }

    /// <summary>The hashes with fields whose deadline is before this moment.</summary>
    internal List<Bytes> WithExpiredFields(long nowMs)
    {
        if (dated is null)
        {
            return [];
        }

        var (found, gone) = (new List<Bytes>(), new List<Bytes>());
        foreach (var entry in dated)
        {
            if (!TryGet(entry.Key, out var value) || value is not HashValue { HasDeadlines: true } hash)
            {
                gone.Add(entry.Key);
            }
            else if (hash.NoDeadlineBefore < nowMs)
            {
                found.Add(entry.Key);
            }
        }

        gone.ForEach(key => dated!.Remove(key));
        return found;
    }

    /// <summary>Calls <see cref="Dataset.KeyAdded"/> when the key now holds a value of another type.</summary>
    private void Announce(Bytes key, Value value, ValueKind? previous)
    {
        if (dataset.KeyAdded is { } onKeyAdded && value.Kind != previous)
        {
            onKeyAdded(this, key);
        }
    }

    /// <summary>A sorted set that grows member by member.</summary>
    internal SortedSetValue NewSortedSet()
    {
        var set = new SortedSetValue(Owner);
        Pack(set, asItStands: true);
        return set;
    }

    /// <summary>
    /// A sorted set that came as a whole takes the form in which it is kept. As it stands: it had that form already.
    /// </summary>
    internal void Pack(Value value, bool asItStands = false)
    {
        if (dataset is { Dialect: >= Dialect.Redis7, KeepsSignOfZero: false } && value is SortedSetValue set)
        {
            set.Pack(asItStands);
        }
    }

    /// <summary>Sets the deadline of an existing key.</summary>
    internal void SetDeadline(Bytes key, long deadline)
    {
        var hash = key.Hash;
        if (keys.TryGet(hash, key, out var held))
        {
            Set(key, held.Value, deadline);
        }
    }

    /// <summary>Removes a key; false when it does not exist.</summary>
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

    /// <summary>Fails when the database was fetched before a snapshot: a write would change the snapshot.</summary>
    private void AssertCurrent()
    {
        if (!ReferenceEquals(dataset.Owner, Owner))
        {
            throw new InvalidOperationException(
                "This database was fetched before a snapshot was taken: fetch it again to write.");
        }
    }

    private readonly struct AtExpiry(Bytes key, long deadline) : ISearchKey<Expiry>
    {
        public bool IsAfter(in Expiry item) =>
            item.Deadline < deadline || (item.Deadline == deadline && item.Key.CompareTo(key) < 0);
    }
}

/// <summary>A key with its deadline, in milliseconds since 1970.</summary>
internal readonly record struct Expiry(Bytes Key, long Deadline);
