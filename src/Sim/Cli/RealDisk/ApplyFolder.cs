namespace Sim.Cli.RealDisk;

/// <summary>The folder that apply fills, and the names in it.</summary>
internal sealed class ApplyFolder(string path)
{
    internal const string LogName = "appendonly.aof";

    internal string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>The log after the last command.</summary>
    internal string Log => In(LogName);

    /// <summary>The log after the rewrite.</summary>
    internal string Rewritten => In("rewritten.aof");

    /// <summary>The log after another rewrite, with the dataset as an RDB file at its beginning.</summary>
    internal string Preamble => In("preamble.aof");

    /// <summary>The server's raw replies.</summary>
    internal string Replies => In("replies.resp");

    /// <summary>The dataset's digest.</summary>
    internal string Digest => In("digest.txt");

    /// <summary>Where the log waits while the server rewrites it.</summary>
    internal string LogKept => In("appendonly.aof.kept");

    private string[] Files => [Log, Rewritten, Preamble, Replies, Digest, LogKept];

    /// <summary>Why the folder cannot be filled, in words; null when it can.</summary>
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

    /// <summary>Makes the folder, and room in it: the server must not find the log of another time.</summary>
    internal void Prepare()
    {
        _ = Directory.CreateDirectory(Path);
        foreach (var file in Files)
        {
            File.Delete(file);
        }
    }

    /// <summary>After the rewrites the server's log has another meaning, so it gets another name.</summary>
    internal void SeparateLogs()
    {
        File.Move(Log, Preamble);
        File.Move(LogKept, Log);
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
