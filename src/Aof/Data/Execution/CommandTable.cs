using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Aof.Data.Modules;
using Aof.Data.Primitives;
using Aof.KnownDefects;

namespace Aof.Data.Execution;

/// <summary>
/// The commands and module types of a server. A log with another command is refused. Rows never change: compare them by
/// reference.
/// </summary>
public sealed class CommandTable
{
    private const int MaxNameLength = 32;
    private const int MinBuckets = 1024;

    /// <summary>
    /// The rows by the hash of their names, with open addressing. The size is a power of 2; at most a quarter is used.
    /// </summary>
    private readonly Command?[] buckets;

    /// <summary>A table of these rows.</summary>
    /// <exception cref="ArgumentException">A name is duplicate or invalid. A valid name has 1 to 32 characters, in
    /// capitals.</exception>
    public CommandTable(IEnumerable<Command> commands, ModuleTypes types)
    {
        Command[] rows = [.. commands];
        Array.Sort(rows, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        buckets = new Command?[Math.Max(MinBuckets, (int)BitOperations.RoundUpToPowerOf2((uint)rows.Length * 4))];
        Array.ForEach(rows, Add);
        All = rows;
        Types = types;
    }

    /// <summary>Whose commands these are: in the logs of Redis 7 annotations are read over.</summary>
    public Dialect Dialect { get; init; }

    /// <summary>All rows, by name.</summary>
    public IReadOnlyList<Command> All { get; }

    /// <summary>The types of values that modules define.</summary>
    public ModuleTypes Types { get; }

    /// <summary>Whether the reply of this command may promise a change: it is a write, or EXEC.</summary>
    public bool MayWrite(ReadOnlySpan<byte> name) => TryFind(name, out var command) && command.MayWrite;

    /// <summary>Finds a command by name, in any case.</summary>
    public bool TryFind(ReadOnlySpan<byte> name, [NotNullWhen(true)] out Command? command)
    {
        command = null;
        if (name.Length > MaxNameLength)
        {
            return false;
        }

        Span<byte> upper = stackalloc byte[MaxNameLength];
        upper = upper[..name.Length];
        for (var i = 0; i < name.Length; i++)
        {
            upper[i] = (byte)(name[i] is >= (byte)'a' and <= (byte)'z' ? name[i] - 32 : name[i]);
        }

        var rows = buckets;
        for (var bucket = ByteHash.Of(upper); rows[bucket & (uint)(rows.Length - 1)] is { } row; bucket++)
        {
            if (row.NameBytes.Span.SequenceEqual(upper))
            {
                command = row;
                return true;
            }
        }

        return false;
    }

    /// <summary>The command of this name in capitals; it must exist.</summary>
    public Command Named(string name) => Named(Bytes.Of(name).Span);

    internal Command Named(ReadOnlySpan<byte> name) =>
        TryFind(name, out var command)
            ? command
            : throw new ArgumentException($"No command is called {Bytes.Copy(name)}.", nameof(name));

    private void Add(Command row)
    {
        if (row.Name.Length is 0 or > MaxNameLength || row.Name.AsSpan().ContainsAnyInRange('a', 'z'))
        {
            throw new ArgumentException($"'{row.Name}' is not the name of a command in capitals.", nameof(row));
        }

        if (TryFind(row.NameBytes.Span, out _))
        {
            throw new ArgumentException($"Two commands are called {row.Name}.", nameof(row));
        }

        var bucket = row.NameBytes.Hash;
        while (buckets[bucket & (uint)(buckets.Length - 1)] is not null)
        {
            bucket++;
        }

        buckets[bucket & (uint)(buckets.Length - 1)] = row;
    }
}
