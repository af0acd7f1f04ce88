using System.Text;
using Aof.KnownDefects;
using Aof.State;
using Sim.Machine.Disk;

namespace Tests.Scenarios.MultiPart;

/// <summary>Names and contents of the files of a log of several files.</summary>
internal static class Parts
{
    public const string Folder = "appendonlydir/";
    public const string Manifest = Folder + TestServer.AofName + ".manifest";
    public const string FirstManifest =
        "file appendonly.aof.1.base.aof seq 1 type b\nfile appendonly.aof.1.incr.aof seq 1 type i\n";

    public static AofConfig Config(FsyncPolicy policy = FsyncPolicy.EverySecond, Defects defects = default) =>
        new() { Dialect = Dialect.Redis72, Policy = policy, Defects = defects };

    public static AofConfig Config(Profile profile, FsyncPolicy policy = FsyncPolicy.EverySecond) =>
        new() { Dialect = profile.Dialect, Policy = policy, Defects = profile.Defects };

    public static string Base(int number, string format = "aof") =>
        Invariant($"{Folder}{TestServer.AofName}.{number}.base.{format}");

    public static string Increment(int number) => Invariant($"{Folder}{TestServer.AofName}.{number}.incr.aof");

    /// <summary>A disk with these files, given as path and content in turn.</summary>
    public static DiskImage Disk(params string[] pathsAndContents) =>
        DiskImage.Of([.. pathsAndContents.Chunk(2).Select(pair => (pair[0], Encoding.Latin1.GetBytes(pair[1])))]);

    /// <summary>All files of a machine, as a test of another server takes them.</summary>
    public static (string Path, byte[] Content)[] FilesOf(TestServer server) =>
        [.. server.Machine.Disk.CachedImage().Entries.Where(entry => !entry.IsDirectory).Select(
            entry => (entry.Path, entry.Content.ToArray()))];
}
