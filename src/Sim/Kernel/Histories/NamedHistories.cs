namespace Sim.Kernel.Histories;

/// <summary>The histories that are recorded. Each is a question to a file system.</summary>
public static class NamedHistories
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<History> All { get; } =
    [
        History.Of("append", "log=a100", "write log end b100", "write log end c5000", "fsync log", "write log end d100"),
        History.Of("hole", "log=a100", "write log 10000 b100", "fsync log"),
        History.Of("names", "p=p10 q=q10", "rename p p2", "create c", "unlink q", "fsync c"),
        History.Of("overwrite", "log=a8192", "write log 0 b8192", "create g", "fsync g"),
        History.Of("ren-fdatasync", "p=p10", "rename p p2", "fdatasync p2"),
        History.Of("ren-over-fsync", "p=p10 q=q10", "rename p q", "fsync q"),
        History.Of("rename-fresh", "x=a10", "create temp", "write temp 0 n6000", "rename temp log"),
        History.Of("rename-unsynced", "log=a5000",
            "create temp", "write temp 0 n6000", "rename temp log", "write log end m100"),
        History.Of("rewrite", "log=a5000",
            "create temp", "write temp 0 n6000", "fsync temp", "rename temp log", "fsync ."),
        History.Of("trunc-append", "log=a9000", "trunc log 5000", "write log end b5000", "fsync log"),
        History.Of("trunc-fsync", "log=a9000", "trunc log 5000", "fsync log"),
        History.Of("trunc-up", "log=a5000", "trunc log 9000", "create g", "fsync g"),
        History.Of("trunc0-append", "log=a9000", "trunc log 0", "write log end b5000"),
        History.Of("unlink-open", "g=g10 log=a5000",
            "unlink log", "write log end b100", "create h", "write h 0 h4096", "fsync h"),
    ];

    /// <summary>The history of a name.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static History Named(string name) => All.FirstOrDefault(history => history.Name == name)
        ?? throw new FormatException($"there is no history '{name}'");
}
