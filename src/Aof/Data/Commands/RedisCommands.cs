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

    /// <summary>The table without modules.</summary>
    public static CommandTable Table { get; } = With([], []);

    /// <summary>A table with the types and commands of modules.</summary>
    /// <exception cref="ArgumentException">A name is duplicate or invalid.</exception>
    public static CommandTable With(IEnumerable<ModuleType> types, IEnumerable<Command> commands) =>
        new([.. Rows, .. commands], new ModuleTypes(types));
}
