namespace Aof.Data;

/// <summary>All databases of a server.</summary>
public sealed class Dataset
{
    /// <summary>Empty databases.</summary>
    public Dataset(int databases = 16) => DatabaseCount = databases;

    /// <summary>How many databases there are.</summary>
    public int DatabaseCount { get; }

    /// <summary>Number of changes since the beginning (server.dirty of Redis).</summary>
    public long Dirty { get; internal set; }

    /// <summary>A database by number.</summary>
    public Database this[int index] => throw new NotSupportedException();

    /// <summary>A second dataset with the same content, in O(1): both may be read and written afterwards, neither sees the other's writes.</summary>
    public Dataset Snapshot() => throw new NotSupportedException();

    /// <summary>True when keys, types, values, order of lists, scores (bit for bit) and deadlines are the same.</summary>
    public bool ContentEquals(Dataset other) => throw new NotSupportedException();

    /// <summary>The first difference in words, or null when there is none.</summary>
    public string? FirstDifference(Dataset other, string thisName, string otherName) => throw new NotSupportedException();

    /// <summary>64 bits of exactly what <see cref="ContentEquals"/> compares, whatever the order in which it was put in.</summary>
    public ulong Fingerprint() => throw new NotSupportedException();

    /// <summary>What DEBUG DIGEST answers: 40 lower-case hex digits.</summary>
    public string Digest() => throw new NotSupportedException();
}
