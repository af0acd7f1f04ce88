using Aof.Data.Structures;

namespace Aof.Data.Values;

/// <summary>The types of values, with the numbers that DEBUG DIGEST mixes in.</summary>
#pragma warning disable CA1027 // Numbers of types, not flags: that these happen to fit into bits means nothing.
public enum ValueKind
#pragma warning restore CA1027
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

    /// <summary>A stream.</summary>
    Stream = 6,
}

/// <summary>What a key holds. Collections, but for streams, are never empty while a key holds them.</summary>
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
