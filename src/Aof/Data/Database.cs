namespace Aof.Data;

/// <summary>One database: keys, their values and deadlines.</summary>
public sealed class Database
{
    /// <summary>Number of keys, those past their deadline included.</summary>
    public int Count { get; }

    /// <summary>Every key, in an order that depends on the keys alone.</summary>
    public IEnumerable<KeyEntry> Entries => throw new NotSupportedException();

    /// <summary>The value of a key, whether its deadline is past or not.</summary>
    public bool TryGet(Bytes key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Value? value) => throw new NotSupportedException();

    /// <summary>When the key expires, in milliseconds since 1970; null when it does not or is not there.</summary>
    public long? Deadline(Bytes key) => throw new NotSupportedException();
}
