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

    /// <summary>A value of a type that a module defines.</summary>
    Module = 5,
}

/// <summary>What a key holds. Collections are never empty while a key holds them.</summary>
public abstract class Value
{
    /// <summary>Its type.</summary>
    public abstract ValueKind Kind { get; }

    /// <summary>This value when its owner may write it in place, else a copy (in O(1)) for that owner.</summary>
    internal abstract Value OwnedBy(Owner owner);

    /// <summary>Same type and same content, exactly.</summary>
    internal abstract bool ContentEquals(Value other);

    /// <summary>64 bits of exactly what <see cref="ContentEquals"/> compares, the type left out.</summary>
    internal abstract ulong Fingerprint();
}
