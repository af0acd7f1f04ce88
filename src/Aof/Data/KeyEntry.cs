using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Aof.Data;

/// <summary>A key with its value and deadline.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">Its value.</param>
/// <param name="Deadline">Its deadline, in milliseconds since 1970; null: none.</param>
public readonly record struct KeyEntry(Bytes Key, Value Value, long? Deadline);
