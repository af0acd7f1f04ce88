using Aof.Data;
using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Sim.Check.Invariants;

/// <summary>A key as a command finds or leaves it.</summary>
/// <param name="Value">Its value; null: there is no such key.</param>
/// <param name="Deadline">Its deadline, in milliseconds since 1970; null: none.</param>
internal readonly record struct KeyState(Value? Value, long? Deadline)
{
    /// <summary>No such key.</summary>
    public static KeyState Absent => default;

    /// <summary>The bytes of a string; null for another type, or without a key.</summary>
    public Bytes? Content => (Value as StringValue)?.Content;

    /// <summary>Whether it is a string with these bytes.</summary>
    public bool Holds(Bytes content) => Content is { } own && own == content;

    /// <summary>A key of a database.</summary>
    public static KeyState Of(Database database, Bytes key) =>
        database.TryGet(key, out var value) ? new KeyState(value, database.Deadline(key)) : Absent;

    /// <summary>A string with a deadline, or without one.</summary>
    public static KeyState Text(Bytes content, long? deadline) => new(new StringValue(content), deadline);

    /// <summary>The same type, the same bytes of a string, and a deadline at most so many milliseconds later.</summary>
    public bool IsSeenAs(KeyState found, long laterMs) =>
        Value?.Kind == found.Value?.Kind
        && (Content is not { } content || content.Span.SequenceEqual(found.Content!.Value.Span))
        && (Deadline is null) == (found.Deadline is null)
        && (Deadline is not { } deadline || (found.Deadline >= deadline && found.Deadline <= deadline + laterMs));

    /// <inheritdoc/>
    public override string ToString() => Value is null
        ? "no key"
        : $"{(Content is { } text ? $"'{text}'" : Value.Kind)} with "
        + (Deadline is { } ms ? Invariant($"the deadline {ms}") : "no deadline");
}
