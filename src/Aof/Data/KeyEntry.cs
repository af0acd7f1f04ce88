using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Aof.Data;

/// <summary>A key with what it holds.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">Its value.</param>
/// <param name="Deadline">When it expires, in milliseconds since 1970; null when it does not.</param>
public readonly record struct KeyEntry(Bytes Key, Value Value, long? Deadline);
