using Aof.Data.Commands.Collections;
using Aof.Data.Commands.Geo;
using Aof.Data.Commands.Keys;
using Aof.Data.Commands.SortedSets;
using Aof.Data.Commands.Streams;
using Aof.Data.Commands.Strings;
using Aof.Data.Execution;
using Aof.Data.Modules;
using Aof.Rdb;

namespace Aof.Data.Commands;

/// <summary>The commands of Redis that are ported here, and the tables that modules extend.</summary>
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
    ];

    /// <summary>The table without modules.</summary>
    public static CommandTable Table { get; } = With([], []);

    /// <summary>A table that has the types and commands of modules too.</summary>
    /// <exception cref="ArgumentException">A name is taken, or is no valid one.</exception>
    public static CommandTable With(IEnumerable<ModuleType> types, IEnumerable<Command> commands) =>
        new([.. Rows, .. commands], new ModuleTypes(types));
}
