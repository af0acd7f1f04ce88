using System.Diagnostics.CodeAnalysis;
using Aof.Data.Commands;

namespace Aof.Data;

/// <summary>Every command that the server knows. Rows are the same objects for ever: compare them by reference.</summary>
public static class CommandTable
{
    internal const int LongestName = 32;
    private static readonly Command?[] Buckets = new Command?[1024];

    /// <summary>All rows, in the order of their names.</summary>
    public static IReadOnlyList<Command> All { get; } = Build();

    /// <summary>Is this the name of a command whose reply may promise a change of the dataset: a write, or EXEC?</summary>
    public static bool MayWrite(ReadOnlySpan<byte> name) =>
        TryFind(name, out var command) && command.MayWrite;

    /// <summary>Finds a command by its name in any case.</summary>
    public static bool TryFind(ReadOnlySpan<byte> name, [NotNullWhen(true)] out Command? command)
    {
        command = null;
        if (name.Length > LongestName)
        {
            return false;
        }

        Span<byte> upper = stackalloc byte[LongestName];
        upper = upper[..name.Length];
        for (var i = 0; i < name.Length; i++)
        {
            upper[i] = (byte)(name[i] is >= (byte)'a' and <= (byte)'z' ? name[i] - 32 : name[i]);
        }

        for (var bucket = ByteHash.Of(upper); Buckets[bucket % 1024] is { } row; bucket++)
        {
            if (row.NameBytes.Span.SequenceEqual(upper))
            {
                command = row;
                return true;
            }
        }

        return false;
    }

    /// <summary>The command of this name, in capitals; it must exist.</summary>
    public static Command Named(string name) => Named(Bytes.Of(name).Span);

    internal static Command Named(ReadOnlySpan<byte> name) =>
        TryFind(name, out var command) ? command : throw new ArgumentException($"No command is called {Bytes.Copy(name)}.", nameof(name));

    private static Command[] AllRows() =>
        [
            .. StringCommands.Rows,
            .. CounterCommands.Rows,
            .. BitCommands.Rows,
            .. BitOperation.Rows,
            .. BitFieldCommand.Rows,
            .. HyperLogLogCommands.Rows,
            .. GeoCommands.Rows,
            .. GeoRadiusCommand.Rows,
            .. ListCommands.Rows,
            .. BlockingCommands.Rows,
            .. HashCommands.Rows,
            .. SetCommands.Rows,
            .. SetAlgebra.Rows,
            .. SortedSetCommands.Rows,
            .. SortedSetRanges.Rows,
            .. SortedSetAlgebra.Rows,
            .. StreamCommands.Rows,
            .. ConsumerGroupCommands.Rows,
            .. StreamReading.Rows,
            .. StreamInfo.Rows,
            .. KeyCommands.Rows,
            .. ScanCommands.Rows,
            .. ExpireCommands.Rows,
            .. DumpCommands.Rows,
            .. DatabaseCommands.Rows,
            .. SortCommand.Rows,
            .. TransactionCommands.Rows,
            .. ServerCommands.Rows,
        ];

    private static Command[] Build()
    {
        var rows = AllRows();
        Array.Sort(rows, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        foreach (var row in rows)
        {
            var bucket = row.NameBytes.Hash;
            while (Buckets[bucket % 1024] is not null)
            {
                bucket++;
            }

            Buckets[bucket % 1024] = row;
        }

        return rows;
    }
}
