using Aof.Data.Structures;

namespace Aof.Data.Values;

/// <summary>The types of values, numbered as in DEBUG DIGEST.</summary>
#pragma warning disable CA1027 // Numbers of types, not flags.
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

/// <summary>The value of a key. Collections other than streams are never empty under a key.</summary>
public abstract class Value
{
    /// <summary>Its type.</summary>
    public abstract ValueKind Kind { get; }

    /// <summary>This value if its owner may write it in place, otherwise a copy for that owner, in O(1).</summary>
    internal abstract Value OwnedBy(Owner owner);

    /// <summary>Exactly the same type and content.</summary>
    internal abstract bool ContentEquals(Value other);

    /// <summary>A 64-bit hash of what <see cref="ContentEquals"/> compares, without the type.</summary>
    internal abstract ulong Fingerprint();
}
