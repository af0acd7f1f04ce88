namespace Sim.Kernel.Histories;

/// <summary>The histories that are recorded. Each is a question to a file system.</summary>
public static class NamedHistories
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<History> All { get; } =
    [
        .. Data,
        .. Truncations,
        .. Names,
        .. Directories,
        .. Logs,
    ];

    private static IEnumerable<History> Data =>
    [
        History.Of("allocate", "log=a100", "allocate log 9000", "write log 100 b100", "write log 4096 c4096",
            "fdatasync log"),
        History.Of("allocate-append", "log=a5000", "allocate log 12288", "write log end b5000", "fsync log"),
        History.Of("append", "log=a100",
            "write log end b100", "write log end c5000", "fsync log", "write log end d100"),
        History.Of("append-blocks", "log=empty", "write log end a4096", "write log end b8192", "write log end c4096"),
        History.Of("append-fdatasync", "log=a100", "write log end b100", "fdatasync log", "write log end c100"),
        History.Of("dsync-append", "log=a100", "dsync log end b100", "dsync log end c5000", "write log end d100"),
        History.Of("dsync-overwrite", "log=a8192", "dsync log 4096 b1000", "dsync log 8192 d100"),
        History.Of("eight-blocks", "log=empty", "write log end a20000", "write log end b12768", "fsync log"),
        History.Of("five-blocks", "log=a100", "write log end b20000", "write log 0 c8192"),
        History.Of("hole", "log=a100", "write log 10000 b100", "fsync log"),
        History.Of("overwrite", "log=a8192", "write log 0 b8192", "create g", "fsync g"),
        History.Of("overwrite-append", "log=a8192", "write log 0 b4096", "write log end c4096", "fsync log"),
        History.Of("overwrite-twice", "log=a8192", "write log 0 b4096", "write log 0 c8192", "fdatasync log"),
        History.Of("sectors", "log=a4096", "write log 0 b512", "write log 1024 c512", "write log end d512"),
        History.Of("sectors-later", "log=a8192", "write log 3584 b1024", "fsync log", "write log 3584 c1024"),
        History.Of("two-files", "g=empty log=a100", "write log end b4096", "write g end c4096", "fsync g"),
    ];

    private static IEnumerable<History> Truncations =>
    [
        History.Of("trunc-append", "log=a9000", "trunc log 5000", "write log end b5000", "fsync log"),
        History.Of("trunc-append-fsync", "log=a9000", "trunc log 5000", "fsync log", "write log end b5000"),
        History.Of("trunc-commit", "log=a1000", "write log end b8192", "trunc log 4000"),
        History.Of("trunc-end", "log=a9000", "trunc log 8500", "write log end b100"),
        History.Of("trunc-fsync", "log=a9000", "trunc log 5000", "fsync log"),
        History.Of("trunc-other", "log=a9000", "trunc log 5000", "create g", "fsync g"),
        History.Of("trunc-rename", "log=a9000", "trunc log 4096", "rename log old", "fsync ."),
        History.Of("trunc-up", "log=a5000", "trunc log 9000", "create g", "fsync g"),
        History.Of("trunc-up-append", "log=a5000", "write log end b100", "trunc log 9000", "write log end c100"),
        History.Of("trunc-up-block", "log=a5000", "write log end b100", "trunc log 5500", "create g"),
        History.Of("trunc-up-fill", "log=a100", "write log 0 b50", "create g", "trunc log 12288"),
        History.Of("trunc0-append", "log=a9000", "trunc log 0", "write log end b5000"),
    ];

    private static IEnumerable<History> Names =>
    [
        History.Of("names", "p=p10 q=q10", "rename p p2", "create c", "unlink q", "fsync c"),
        History.Of("create-fsync", "x=a10", "create a", "create b", "write b 0 b100", "fsync b"),
        History.Of("create-fdatasync", "x=a10", "create a", "create b", "write b 0 b100", "fdatasync b"),
        History.Of("ren-fdatasync", "p=p10", "rename p p2", "fdatasync p2"),
        History.Of("ren-over-fsync", "p=p10 q=q10", "rename p q", "fsync q"),
        History.Of("ren-name-again", "a=a10 temp=b512",
            "create g", "rename temp log", "create temp", "fdatasync temp"),
        History.Of("ren-chain", "a=a10 b=b10", "rename a c", "rename b a", "rename c b"),
        History.Of("rename-fresh", "x=a10", "create temp", "write temp 0 n6000", "rename temp log"),
        History.Of("unlink-recreate", "log=a5000", "unlink log", "create log", "write log 0 b5000", "fsync log"),
        History.Of("unlink-open", "g=g10 log=a5000",
            "unlink log", "write log end b100", "create h", "write h 0 h4096", "fsync h"),
    ];

    private static IEnumerable<History> Directories =>
    [
        History.Of("dir-new", "x=a10", "mkdir d", "create d/f", "write d/f 0 b100", "fsync d/f"),
        History.Of("dir-new-alone", "log=a1000", "trunc log 512", "mkdir d", "fsync d"),
        History.Of("dir-new-deep", "x=a10", "mkdir d", "mkdir d/e", "create d/e/f", "fsync d/e/f"),
        History.Of("dir-new-dirsync", "x=a10", "mkdir d", "create d/f", "fsync d"),
        History.Of("dir-rename", "d/ d/f=a10", "rename d e", "create e/g", "fsync e/g"),
        History.Of("ren-across", "d/ d/f=a10 e/ e/g=b10", "rename d/f e/f", "create d/h", "fsync d/h"),
        History.Of("ren-across-source", "d/ d/f=a10 e/ e/g=b10", "rename d/f e/f", "fsync d"),
        History.Of("ren-across-target", "d/ d/f=a10 e/ e/g=b10", "rename d/f e/f", "fsync e"),
        History.Of("ren-across-over", "d/ d/f=a10 e/ e/f=b10", "rename d/f e/f", "fsync e/f"),
    ];

    private static IEnumerable<History> Logs =>
    [
        History.Of("rename-unsynced", "log=a5000",
            "create temp", "write temp 0 n6000", "rename temp log", "write log end m100"),
        History.Of("rewrite", "log=a5000",
            "create temp", "write temp 0 n6000", "fsync temp", "rename temp log", "fsync ."),
        History.Of("rewrite-append", "log=a5000", "write log end b100",
            "create temp", "write temp 0 n6000", "fdatasync temp", "rename temp log",
            "write log end m100", "fsync log"),
        History.Of("rewrite-switch", "cur=a10 inc=b100", "create new", "write new 0 c4096", "fsync new",
            "rename new base", "write inc end d100", "fdatasync inc"),
    ];

    /// <summary>The history of a name.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static History Named(string name) => All.FirstOrDefault(history => history.Name == name)
        ?? throw new FormatException($"there is no history '{name}'");
}
