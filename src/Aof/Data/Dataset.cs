using System.Collections.Immutable;
using Aof.Data.Primitives;
using Aof.Data.Structures;
using Aof.Data.Values;
using Aof.KnownDefects;

namespace Aof.Data;

/// <summary>
/// All databases of a server. A snapshot costs O(1). Both sides share nodes until one of them writes (see
/// <see cref="Owner"/>).
/// </summary>
public sealed class Dataset
{
    private readonly Database?[] databases;

    /// <summary>Empty databases.</summary>
    /// <param name="databases">How many.</param>
    /// <param name="dialect">Whose forms of values it has.</param>
    public Dataset(int databases = 16, Dialect dialect = Dialect.Redis6)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(databases);
        Dialect = dialect;
        this.databases = new Database?[databases];
    }

    private Dataset(Dataset other)
    {
        databases = other.databases.AsSpan().ToArray();
        Dialect = other.Dialect;
        KeepsSignOfZero = other.KeepsSignOfZero;
        Libraries = other.Libraries;
        Dirty = other.Dirty;
    }

    /// <summary>The number of databases.</summary>
    public int DatabaseCount => databases.Length;

    /// <summary>Number of changes (server.dirty of Redis).</summary>
    public long Dirty { get; internal set; }

    /// <summary>Whose commands and forms of values it has.</summary>
    public Dialect Dialect { get; }

    /// <summary>A score of -0 stays, however many members its sorted set has.</summary>
    public bool KeepsSignOfZero { get; init; }

    /// <summary>The code of the libraries of functions (Redis 7), by name. No function is run here.</summary>
    internal ImmutableSortedDictionary<Bytes, Bytes> Libraries { get; set; } =
        ImmutableSortedDictionary<Bytes, Bytes>.Empty;

    internal Owner Owner { get; private set; } = new();

    /// <summary>
    /// Called when a key holds a value of a type that it did not hold before; null while no client waits.
    /// </summary>
    internal Action<Database, Bytes>? KeyAdded { get; set; }

    /// <summary>A database by number. Fetch it again after a snapshot.</summary>
    public Database this[int index]
    {
        get
        {
            var database = databases[index];
            if (database is null || !ReferenceEquals(database.Owner, Owner))
            {
                database = database is null ? new Database(this) : database.Fork(this);
                databases[index] = database;
            }

            return database;
        }
    }

    /// <summary>
    /// A second dataset with the same content, in O(1). Both can be written; neither sees the other's writes.
    /// </summary>
    public Dataset Snapshot()
    {
        Freeze();
        return new Dataset(this);
    }

    /// <summary>
    /// From now on a value is copied before it is written, so that two keys may hold the same one. Costs O(1).
    /// </summary>
    internal void Freeze() => Owner = new Owner();

    /// <summary>True when keys, types, values, list order, scores (bit for bit) and deadlines are equal.</summary>
    public bool ContentEquals(Dataset other)
    {
        for (var i = 0; i < Math.Max(DatabaseCount, other.DatabaseCount); i++)
        {
            var (mine, theirs) = (Peek(i), other.Peek(i));
            if (!ReferenceEquals(mine, theirs) && !SameKeys(mine, theirs))
            {
                return false;
            }
        }

        return Libraries.SequenceEqual(other.Libraries);
    }

    /// <summary>Describes the first difference; null: none.</summary>
    public string? FirstDifference(Dataset other, string thisName, string otherName) =>
        ContentEquals(other) ? null : new DatasetDifference(this, thisName, other, otherName).Tell();

    /// <summary>A 64-bit hash of what <see cref="ContentEquals"/> compares, independent of insertion order.</summary>
    public ulong Fingerprint()
    {
        var state = 0UL;
        for (var i = 0; i < databases.Length; i++)
        {
            if (databases[i] is { Count: > 0 } database)
            {
                state = ByteHash.Chain(ByteHash.Chain(state, (ulong)i), Fingerprint(database));
            }
        }

        foreach (var (name, code) in Libraries)
        {
            state = ByteHash.Chain(ByteHash.Chain(state, name.Hash), code.Hash);
        }

        return state;
    }

    /// <summary>The reply of DEBUG DIGEST: 40 lower-case hex digits.</summary>
    public string Digest() => DatasetDigest.Of(this);

    /// <summary>Exchanges the contents of two databases (SWAPDB).</summary>
    internal void Swap(int first, int second) =>
        (databases[first], databases[second]) = (databases[second], databases[first]);

    /// <summary>Empties a database; returns how many keys it had.</summary>
    internal int Clear(int index)
    {
        var count = Peek(index)?.Count ?? 0;
        databases[index] = null;
        return count;
    }

    /// <summary>Removes all expired keys, and fields of hashes, without logging them.</summary>
    public void DropExpired(long nowMs)
    {
        for (var i = 0; i < databases.Length; i++)
        {
            foreach (var key in databases[i]?.WithExpiredFields(nowMs) ?? [])
            {
                DropFields(this[i], key, nowMs);
            }

            while (Peek(i) is { } database && database.TryFirstExpiry(out var first) && first.Deadline < nowMs)
            {
                _ = this[i].Remove(first.Key);
            }
        }
    }

    private static void DropFields(Database database, Bytes key, long nowMs)
    {
        if (database.TryGet(key, out var value) && value is HashValue shared)
        {
            var hash = (HashValue)shared.OwnedBy(database.Owner);
            foreach (var field in hash.ExpiredAt(nowMs))
            {
                _ = hash.Remove(field);
            }

            database.Replace(key, hash);
            _ = hash.Count == 0 && database.Remove(key);
        }
    }

    /// <summary>A database for reading; null when it was never used.</summary>
    internal Database? Peek(int index) => index < databases.Length ? databases[index] : null;

    /// <summary>The number of one of this dataset's databases.</summary>
    internal int IndexOf(Database database) => Array.IndexOf(databases, database);

    private static bool SameKeys(Database? mine, Database? theirs)
    {
        var count = mine?.Count ?? 0;
        return count == (theirs?.Count ?? 0) && (count == 0 || mine!.Keys.SameContent(
            theirs!.Keys, static (a, b) => a.ContentEquals(b)));
    }

    private static ulong Fingerprint(Database database)
    {
        var sum = (ulong)database.Count;
        foreach (var entry in database.Keys)
        {
            var held = entry.Value;
            var key = ByteHash.Chain(ByteHash.Chain(entry.Hash, (ulong)held.Kind), unchecked((ulong)held.Deadline));
            sum += ByteHash.Chain(key, held.Fingerprint());
        }

        return sum;
    }
}
