namespace Sim.Cli.RealDisk;

/// <summary>The folder that apply fills, and the names of its files.</summary>
internal sealed class ApplyFolder(string path)
{
    internal const string LogName = "appendonly.aof";

    internal string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>The log after the last command.</summary>
    internal string Log => In(LogName);

    /// <summary>The log after the rewrite.</summary>
    internal string Rewritten => In("rewritten.aof");

    /// <summary>The log after a second rewrite, with the dataset as an RDB preamble.</summary>
    internal string Preamble => In("preamble.aof");

    /// <summary>The server's raw replies.</summary>
    internal string Replies => In("replies.resp");

    /// <summary>The dataset's digest.</summary>
    internal string Digest => In("digest.txt");

    /// <summary>The place of the log while the server rewrites it.</summary>
    internal string LogKept => In("appendonly.aof.kept");

    private string[] Files => [Log, Rewritten, Preamble, Replies, Digest, LogKept];

    /// <summary>Explains why the folder cannot be filled; null when it can.</summary>
    internal string? Objection(string input, bool force)
    {
        if (Files.Contains(System.IO.Path.GetFullPath(input), StringComparer.Ordinal))
        {
            return $"'{input}' would be overwritten";
        }

        return !force && File.Exists(Log) && new FileInfo(Log).Length > 0
            ? $"'{Log}' is not empty; --force replaces it"
            : null;
    }

    /// <summary>Makes the folder and removes old files: the server must not load a log of an earlier run.</summary>
    internal void Prepare()
    {
        _ = Directory.CreateDirectory(Path);
        foreach (var file in Files)
        {
            File.Delete(file);
        }
    }

    /// <summary>After a rewrite the server's log has another meaning, so it is renamed.</summary>
    internal void SeparateLogs()
    {
        File.Move(Log, Preamble);
        File.Move(LogKept, Log);
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
