using Aof.Data.Commands.Collections;
using Aof.Data.Commands.Geo;
using Aof.Data.Commands.Keys;
using Aof.Data.Commands.SortedSets;
using Aof.Data.Commands.Streams;
using Aof.Data.Commands.Strings;
using Aof.Data.Execution;
using Aof.Data.Modules;
using Aof.KnownDefects;
using Aof.Rdb;

namespace Aof.Data.Commands;

/// <summary>The ported commands of Redis, and tables with modules.</summary>
public static class RedisCommands
{
    private static readonly Command[] Rows =
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
        .. ClientCommands.Rows,
        .. ScriptCommands.Rows,
    ];

    /// <summary>What Redis 6.2 and 7.0 added or changed; the other rows stay the same objects.</summary>
    private static readonly Command[] LaterRows =
    [
        .. GetAndChange.Rows,
        .. GeoSearchCommand.Rows,
        .. ListMoves.Rows,
        .. PopFromFirst.Rows,
        .. RangeQuery.Rows,
        .. SortedSetAlgebra.LaterRows,
        .. StreamEntries7.Rows,
        .. StreamAutoClaim.Rows,
        .. ConsumerGroupCommands.LaterRows,
        .. StreamInfo.LaterRows,
        .. ExpireCommands.ConditionalRows,
        .. CopyCommand.Rows,
        .. FunctionCommands.Rows,
    ];

    /// <summary>One without modules for each dialect, made when it is first asked for.</summary>
    private static readonly CommandTable?[] Tables = new CommandTable?[Enum.GetValues<Dialect>().Length];

    /// <summary>The table of Redis 6.0.5 without modules.</summary>
    public static CommandTable Table => Of(Dialect.Redis6);

    /// <summary>The table of Redis 7.0 without modules.</summary>
    public static CommandTable Table7 => Of(Dialect.Redis7);

    /// <summary>The table of a dialect without modules.</summary>
    public static CommandTable Of(Dialect dialect)
    {
        ref var table = ref Tables[(int)dialect];
        return table ?? Interlocked.CompareExchange(ref table, With([], [], dialect), null) ?? table!;
    }

    /// <summary>A table with the types and commands of modules.</summary>
    /// <exception cref="ArgumentException">A name is duplicate or invalid.</exception>
    public static CommandTable With(
        IEnumerable<ModuleType> types, IEnumerable<Command> commands, Dialect dialect = Dialect.Redis6) =>
        new([.. RowsOf(dialect), .. commands], new ModuleTypes(types)) { Dialect = dialect };

    private static IEnumerable<Command> RowsOf(Dialect dialect) => dialect == Dialect.Redis6
        ? Rows
        : Rows.ExceptBy(LaterRows.Select(static row => row.Name), static row => row.Name).Concat(LaterRows)
            .Concat(dialect == Dialect.Redis7 ? [] : WaitAofCommand.Rows)
            .Concat(dialect.HasFieldDeadlines() ? FieldDeadlines.Rows : [])
            .Concat(dialect.HasFieldDeadlines() && dialect != Dialect.Redis74 ? FieldsAndDeadlines.Rows : [])
            .Concat(dialect >= Dialect.Redis86 ? ConditionalCommands.Rows
                : dialect == Dialect.Valkey9 ? ConditionalCommands.RowsOfValkey : []);
}
