using System.Diagnostics.CodeAnalysis;

namespace Aof.Data;

/// <summary>
/// What a server knows besides the command table: the types and commands of its modules. Whoever looks a command up for
/// a server asks here, and is shown the table first. A log that holds a command of a module that is not loaded is
/// refused, like one with any other command that nobody knows.
/// </summary>
public sealed class Modules
{
    private readonly Command[] commands;
    private readonly ModuleType[] types;

    /// <summary>These types and these commands.</summary>
    /// <exception cref="ArgumentException">A name is taken, or is none that can be found: commands are named in capitals, with at most 32 characters.</exception>
    public Modules(IEnumerable<ModuleType> types, IEnumerable<Command> commands)
    {
        this.types = [.. types];
        this.commands = [.. commands];
        Array.ForEach(this.commands, CheckName);
        if (this.types.DistinctBy(static type => type.Name).Count() != this.types.Length)
        {
            throw new ArgumentException("Two types have the same name.", nameof(types));
        }
    }

    /// <summary>None.</summary>
    public static Modules None { get; } = new([], []);

    /// <summary>Finds a command by its name in any case.</summary>
    public bool TryFind(ReadOnlySpan<byte> name, [NotNullWhen(true)] out Command? command)
    {
        if (CommandTable.TryFind(name, out command))
        {
            return true;
        }

        foreach (var one in commands)
        {
            if (System.Text.Ascii.EqualsIgnoreCase(name, one.NameBytes.Span))
            {
                command = one;
                return true;
            }
        }

        return false;
    }

    /// <summary>Finds a type by the name in its id; the version does not matter.</summary>
    public bool TryFind(ulong typeId, [NotNullWhen(true)] out ModuleType? type)
    {
        type = Array.Find(types, one => one.SharesNameWith(typeId));
        return type is not null;
    }

    /// <summary>Is this the name of a command whose reply may promise a change of the dataset: a write, or EXEC?</summary>
    public bool MayWrite(ReadOnlySpan<byte> name) => TryFind(name, out var command) && command.MayWrite;

    internal Command Named(ReadOnlySpan<byte> name) =>
        TryFind(name, out var command) ? command : throw new ArgumentException($"No command is called {Bytes.Copy(name)}.", nameof(name));

    private void CheckName(Command command)
    {
        if (command.Name.Length is 0 or > CommandTable.LongestName || command.Name.AsSpan().ContainsAnyInRange('a', 'z'))
        {
            throw new ArgumentException($"'{command.Name}' is not the name of a command in capitals.", nameof(command));
        }

        if (!TryFind(command.NameBytes.Span, out var found) || !ReferenceEquals(found, command))
        {
            throw new ArgumentException($"There is another command called {command.Name}.", nameof(command));
        }
    }
}
