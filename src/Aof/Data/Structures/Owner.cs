namespace Aof.Data.Structures;

/// <summary>
/// A token of ownership. Whoever holds the token that a node carries may change the node in place; everybody else copies
/// it first. Taking a snapshot is handing out new tokens to both sides: every node is then foreign to both.
/// </summary>
public sealed class Owner;
