using System.Diagnostics.CodeAnalysis;

namespace Aof.Data;

/// <summary>Every command that the server knows. Rows are the same objects for ever: compare them by reference.</summary>
public static class CommandTable
{
    /// <summary>All rows, in the order of their names.</summary>
    public static IReadOnlyList<Command> All { get; } = [];

    /// <summary>Finds a command by its name in any case.</summary>
    public static bool TryFind(ReadOnlySpan<byte> name, [NotNullWhen(true)] out Command? command) => throw new NotSupportedException();

    /// <summary>The command of this name, in capitals; it must exist.</summary>
    public static Command Named(string name) => throw new NotSupportedException();
}
