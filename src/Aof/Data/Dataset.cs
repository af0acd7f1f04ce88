using Aof.Data.Primitives;
using Aof.Data.Structures;

namespace Aof.Data;

/// <summary>
/// All databases of a server. A snapshot is O(1) and there may be any number of them: both sides share every node until
/// one of them writes it (see <see cref="Owner"/>).
/// </summary>
public sealed class Dataset
{
    private readonly Database?[] databases;

    /// <summary>Empty databases.</summary>
    public Dataset(int databases = 16)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(databases);
        this.databases = new Database?[databases];
    }

    private Dataset(Dataset other)
    {
        databases = other.databases.AsSpan().ToArray();
        Dirty = other.Dirty;
    }

    /// <summary>How many databases there are.</summary>
    public int DatabaseCount => databases.Length;

    /// <summary>Number of changes since the beginning (server.dirty of Redis).</summary>
    public long Dirty { get; internal set; }

    internal Owner Owner { get; private set; } = new();

    /// <summary>Called when a key has come to hold a value of a type that it did not hold before; null while nobody waits for a key.</summary>
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

    /// <summary>A second dataset with the same content, in O(1): both may be read and written afterwards, neither sees the other's writes.</summary>
    public Dataset Snapshot()
    {
        Owner = new Owner();
        return new Dataset(this);
    }

    /// <summary>True when keys, types, values, order of lists, scores (bit for bit) and deadlines are the same.</summary>
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

        return true;
    }

    /// <summary>The first difference in words, or null when there is none.</summary>
    public string? FirstDifference(Dataset other, string thisName, string otherName) =>
        ContentEquals(other) ? null : new DatasetDifference(this, thisName, other, otherName).Tell();

    /// <summary>64 bits of exactly what <see cref="ContentEquals"/> compares, whatever the order in which it was put in.</summary>
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

        return state;
    }

    /// <summary>What DEBUG DIGEST answers: 40 lower-case hex digits.</summary>
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

    /// <summary>Removes every key that is past its deadline, and tells nobody.</summary>
    internal void DropExpired(long nowMs)
    {
        for (var i = 0; i < databases.Length; i++)
        {
            while (Peek(i) is { } database && database.TryFirstExpiry(out var first) && first.Deadline < nowMs)
            {
                _ = this[i].Remove(first.Key);
            }
        }
    }

    /// <summary>A database to read only, null when nobody has used it yet.</summary>
    internal Database? Peek(int index) => index < databases.Length ? databases[index] : null;

    /// <summary>The number of a database of this dataset.</summary>
    internal int IndexOf(Database database) => Array.IndexOf(databases, database);

    private static bool SameKeys(Database? mine, Database? theirs)
    {
        var count = mine?.Count ?? 0;
        return count == (theirs?.Count ?? 0) && (count == 0 || mine!.Keys.SameContent(theirs!.Keys, SameHeld));
    }

    private static bool SameHeld(Held a, Held b) =>
        a.Deadline == b.Deadline && (ReferenceEquals(a.Value, b.Value) || a.Value.ContentEquals(b.Value));

    private static ulong Fingerprint(Database database)
    {
        var sum = (ulong)database.Count;
        foreach (var entry in database.Keys)
        {
            var (value, deadline) = (entry.Value.Value, entry.Value.Deadline);
            var key = ByteHash.Chain(ByteHash.Chain(entry.Hash, (ulong)value.Kind), unchecked((ulong)deadline));
            sum += ByteHash.Chain(key, value.Fingerprint());
        }

        return sum;
    }
}
