using Aof.KnownDefects;

namespace Sim.Cli.RealDisk;

/// <summary>
/// The folder that apply fills, and the names in it: for each state of the log a file, or a directory where the log has
/// several files.
/// </summary>
internal sealed class ApplyFolder(string path, LogLayout layout)
{
    internal const string LogName = "appendonly.aof";
    internal const string DirectoryName = "appendonlydir";

    internal string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>The server's raw replies.</summary>
    internal string Replies => In("replies.resp");

    /// <summary>The dataset's digest.</summary>
    internal string Digest => In("digest.txt");

    /// <summary>Where the server has its log.</summary>
    private string Log => In(layout == LogLayout.SingleFile ? LogName : DirectoryName);

    /// <summary>The place of the first state of the log while the server still has its own.</summary>
    private string LogKept => In("appendonly.aof.kept");

    private string[] Files =>
        [In(LogName), State("appendonly"), State("rewritten"), State("preamble"), Replies, Digest, LogKept,
            In(DirectoryName)];

    /// <summary>Explains why the folder cannot be filled; null when it can.</summary>
    internal string? Objection(string input, bool force)
    {
        if (Files.Contains(System.IO.Path.GetFullPath(input), StringComparer.Ordinal))
        {
            return $"'{input}' would be overwritten";
        }

        var log = State("appendonly");
        return !force && (Directory.Exists(log) || (File.Exists(log) && new FileInfo(log).Length > 0))
            ? $"'{log}' is not empty; --force replaces it"
            : null;
    }

    /// <summary>Makes the folder and removes old files: the server must not load a log of an earlier run.</summary>
    internal void Prepare()
    {
        _ = Directory.CreateDirectory(Path);
        foreach (var file in Files)
        {
            if (Directory.Exists(file))
            {
                Directory.Delete(file, recursive: true);
            }

            File.Delete(file);
        }
    }

    /// <summary>Copies the log as it is after the last command.</summary>
    internal void KeepLog() => Copy(layout == LogLayout.SingleFile ? LogKept : State("appendonly"));

    /// <summary>Copies the log as it is after the rewrite.</summary>
    internal void KeepRewritten() => Copy(State("rewritten"));

    /// <summary>
    /// The server has ended, after a second rewrite, with the dataset as an RDB preamble. Its log gets the name of that
    /// state.
    /// </summary>
    internal void KeepPreamble()
    {
        if (layout == LogLayout.MultiPart)
        {
            Directory.Move(Log, State("preamble"));
            return;
        }

        File.Move(Log, State("preamble"));
        File.Move(LogKept, Log);
    }

    private string State(string name) => In(name + (layout == LogLayout.SingleFile ? ".aof" : ".dir"));

    private void Copy(string target)
    {
        if (layout == LogLayout.SingleFile)
        {
            File.Copy(Log, target);
            return;
        }

        _ = Directory.CreateDirectory(target);
        foreach (var file in Directory.GetFiles(Log))
        {
            File.Copy(file, System.IO.Path.Combine(target, System.IO.Path.GetFileName(file)));
        }
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
