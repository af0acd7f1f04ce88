namespace Aof.Data.Structures;

/// <summary>
/// A token of ownership. A structure may change nodes of its own token in place and must copy others first. A snapshot
/// gives both sides new tokens, so neither owns the shared nodes.
/// </summary>
public sealed class Owner;
