using Aof.Data.Primitives;

namespace Aof.Data.Execution;

/// <summary>Properties of a command that the executor and the log need.</summary>
[Flags]
public enum CommandFlags
{
    /// <summary>No property.</summary>
    None = 0,

    /// <summary>May change the dataset; refused while the log cannot be written.</summary>
    Write = 1,

    /// <summary>Does not change the dataset.</summary>
    ReadOnly = 2,

    /// <summary>About the server or the session, not the dataset.</summary>
    Admin = 4,

    /// <summary>Runs at once inside MULTI (EXEC, DISCARD, MULTI, WATCH).</summary>
    NotQueued = 8,

    /// <summary>
    /// Refused while the log cannot be written, though it changes nothing, so that clients notice (PING).
    /// </summary>
    RefusedLikeWrite = 16,
}

/// <summary>One row of the command table.</summary>
/// <param name="Name">The name in capitals.</param>
/// <param name="Arity">Number of arguments, including the name; negative: a minimum.</param>
/// <param name="Flags">Its properties.</param>
/// <param name="Apply">Executes it. The reply goes to <see cref="Call.Reply"/>; bad input gives an error and changes
/// nothing.</param>
public sealed record Command(string Name, int Arity, CommandFlags Flags, Action<Call> Apply)
{
    /// <summary>The name in capitals, as the log has it.</summary>
    public Bytes NameBytes { get; } = Bytes.Of(Name);

    /// <summary>Its reply may promise a change: it is a write, or EXEC.</summary>
    public bool MayWrite => (Flags & CommandFlags.Write) != 0 || Name == "EXEC";

    /// <summary>
    /// The subcommands of a container, in capitals, with their numbers of arguments, as Redis 7 checks them before
    /// anything else; empty: none, or the command looks itself.
    /// </summary>
    public IReadOnlyList<(string Name, int Arity)> Subcommands { get; init; } = [];

    internal string WrongArity => $"ERR wrong number of arguments for '{Name.ToLowerInvariant()}' command";

    /// <summary>True when a call may have this many arguments, including the name.</summary>
    public bool Accepts(int count) => Accepts(Arity, count);

    /// <summary>
    /// True when a record of a log may have this many arguments. Redis counts none while it loads; here the commands of
    /// transactions alone may have any number, for they look at none that they need.
    /// </summary>
    public bool AcceptsInLog(int count) => (Flags & CommandFlags.NotQueued) != 0 || Accepts(count);

    /// <summary>Why a call of a container is refused; null: it is not.</summary>
    internal string? RefusalOfSubcommand(Bytes[] argv)
    {
        if (Subcommands.Count == 0)
        {
            return null;
        }

        foreach (var (name, arity) in Subcommands)
        {
            if (argv[1].EqualsIgnoreCase(name))
            {
                return Accepts(arity, argv.Length)
                    ? null
                    : $"ERR wrong number of arguments for '{$"{Name}|{name}".ToLowerInvariant()}' command";
            }
        }

        return $"ERR unknown subcommand '{Executor.Line(argv[1])}'. Try {Name} HELP.";
    }

    private static bool Accepts(int arity, int count) => arity >= 0 ? count == arity : count >= -arity;
}
