using Aof.Data.Commands;
using Aof.Data.Execution;
using Aof.KnownDefects;

namespace Aof.Load;

/// <summary>How a file is checked.</summary>
public sealed record AofCheckOptions
{
    /// <summary>The known commands; without others those of 6.0.5.</summary>
    public CommandTable Commands { get; init; } = RedisCommands.Table;

    /// <summary>
    /// A preamble that the version of these commands does not load is damage: <see cref="Defects.AreOfAVersion"/>.
    /// </summary>
    public bool AsReleased { get; init; }

    /// <summary><see cref="Defect.CheckerIgnoresNames"/>.</summary>
    public bool IgnoresNames { get; init; }

    /// <summary>Only the first file of a log may begin with a preamble: checkMultiPartAof() of 7.0.</summary>
    public bool MayHavePreamble { get; init; } = true;

    /// <summary>An annotation of a later second than this, since 1970, ends the check; null: none does.</summary>
    public long? UntilSec { get; init; }

    /// <summary>As the checker of a version with these defects.</summary>
    public static AofCheckOptions Of(Defects defects) =>
        new() { AsReleased = defects.AreOfAVersion, IgnoresNames = defects.Has(Defect.CheckerIgnoresNames) };
}
