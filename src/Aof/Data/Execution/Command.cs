using Aof.Data.Primitives;

namespace Aof.Data.Execution;

/// <summary>What a command is like, as far as the executor and the log must know.</summary>
[Flags]
public enum CommandFlags
{
    /// <summary>Nothing special.</summary>
    None = 0,

    /// <summary>May change the dataset: refused while the log cannot be written.</summary>
    Write = 1,

    /// <summary>Only looks.</summary>
    ReadOnly = 2,

    /// <summary>Speaks of the server or the session and not of the dataset.</summary>
    Admin = 4,

    /// <summary>Runs at once inside MULTI too (EXEC, DISCARD, MULTI, WATCH).</summary>
    NotQueued = 8,

    /// <summary>Refused while the log cannot be written, though it changes nothing: so a client notices that (PING).</summary>
    RefusedLikeWrite = 16,
}

/// <summary>One row of the command table.</summary>
/// <param name="Name">The name in capitals.</param>
/// <param name="Arity">Number of arguments, the name included; negative: at least that many.</param>
/// <param name="Flags">What it is like.</param>
/// <param name="Apply">What it does. The reply goes to <see cref="Call.Reply"/>; bad input answers with an error and changes nothing.</param>
public sealed record Command(string Name, int Arity, CommandFlags Flags, Action<Call> Apply)
{
    /// <summary>The name in capitals, as it stands in the log.</summary>
    public Bytes NameBytes { get; } = Bytes.Of(Name);

    /// <summary>Its reply may promise a change of the dataset: it writes, or is EXEC.</summary>
    public bool MayWrite => (Flags & CommandFlags.Write) != 0 || Name == "EXEC";

    internal string WrongArity => $"ERR wrong number of arguments for '{Name.ToLowerInvariant()}' command";

    /// <summary>True when a call with this many arguments, the name included, is well formed.</summary>
    public bool Accepts(int count) => Arity >= 0 ? count == Arity : count >= -Arity;
}
