namespace Aof.Data;

/// <summary>The types of values, with the numbers that DEBUG DIGEST mixes in.</summary>
public enum ValueKind
{
    /// <summary>A string.</summary>
    String = 0,

    /// <summary>A list.</summary>
    List = 1,

    /// <summary>A set.</summary>
    Set = 2,

    /// <summary>A sorted set.</summary>
    SortedSet = 3,

    /// <summary>A hash.</summary>
    Hash = 4,
}

/// <summary>What a key holds. Collections are never empty while a key holds them.</summary>
public abstract class Value
{
    /// <summary>Its type.</summary>
    public abstract ValueKind Kind { get; }
}

/// <summary>A string.</summary>
public sealed class StringValue : Value
{
    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.String;

    /// <summary>The bytes.</summary>
    public Bytes Content => throw new NotSupportedException();
}

/// <summary>A list.</summary>
public sealed class ListValue : Value
{
    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.List;

    /// <summary>Number of elements.</summary>
    public int Count => throw new NotSupportedException();

    /// <summary>The elements, head to tail.</summary>
    public IEnumerable<Bytes> Items => throw new NotSupportedException();
}

/// <summary>A set.</summary>
public sealed class SetValue : Value
{
    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.Set;

    /// <summary>Number of members.</summary>
    public int Count => throw new NotSupportedException();

    /// <summary>The members, in an order that depends on them alone.</summary>
    public IEnumerable<Bytes> Members => throw new NotSupportedException();
}

/// <summary>A hash.</summary>
public sealed class HashValue : Value
{
    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.Hash;

    /// <summary>Number of fields.</summary>
    public int Count => throw new NotSupportedException();

    /// <summary>The fields and their values, in an order that depends on the fields alone.</summary>
    public IEnumerable<KeyValuePair<Bytes, Bytes>> Fields => throw new NotSupportedException();
}

/// <summary>A sorted set.</summary>
public sealed class SortedSetValue : Value
{
    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.SortedSet;

    /// <summary>Number of members.</summary>
    public int Count => throw new NotSupportedException();

    /// <summary>The members by score, those of one score by their bytes.</summary>
    public IEnumerable<ScoredMember> Members => throw new NotSupportedException();
}

/// <summary>A member of a sorted set.</summary>
/// <param name="Member">The member.</param>
/// <param name="Score">Its score, never NaN.</param>
public readonly record struct ScoredMember(Bytes Member, double Score);
