namespace Sim.Plans;

/// <summary>The names that the simulated server gives its files. No plan can change them.</summary>
internal static class ServerFiles
{
    /// <summary>The log (appendfilename).</summary>
    public const string Log = "appendonly.aof";

    /// <summary>The log, and the copy that a start makes of it, as a pattern of a fault.</summary>
    public const string LogPattern = Log + "*";

    /// <summary>How the name of a temporary file begins: of a rewrite, or of a start that copies the log.</summary>
    public const string TemporaryPrefix = "temp-";

    /// <summary>Temporary files, as a pattern of a fault.</summary>
    public const string TemporaryPattern = TemporaryPrefix + "*";

    /// <summary>How the name of a file begins that a rewriting child writes.</summary>
    public const string RewritePrefix = "temp-rewriteaof-";

    /// <summary>How the name of such a file begins when the child has finished it.</summary>
    public const string FinishedRewritePrefix = RewritePrefix + "bg-";
}
