namespace Sim.Plans;

/// <summary>The names that the simulated server gives its files. No plan can change them.</summary>
internal static class ServerFiles
{
    /// <summary>The log (appendfilename).</summary>
    public const string Log = "appendonly.aof";

    /// <summary>A fault's path pattern: the log, and the copy of it that a start makes.</summary>
    public const string LogPattern = Log + "*";

    /// <summary>The prefix of temporary files, of a rewrite or of a start that copies the log.</summary>
    public const string TemporaryPrefix = "temp-";

    /// <summary>A fault's path pattern: temporary files.</summary>
    public const string TemporaryPattern = TemporaryPrefix + "*";

    /// <summary>The prefix of a file that a rewrite child writes.</summary>
    public const string RewritePrefix = "temp-rewriteaof-";

    /// <summary>The prefix of such a file when the child has finished it.</summary>
    public const string FinishedRewritePrefix = RewritePrefix + "bg-";
}
