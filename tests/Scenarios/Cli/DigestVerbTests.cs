using System.Text;
using Sim.Os;
using Sim.Os.Posix;
using Tests.Scenarios.Posix;

namespace Tests.Scenarios.Cli;

public sealed class DigestVerbTests : IDisposable
{
    private const string Whole = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n";
    private readonly TemporaryDirectory directory = new();

    private string Log => directory["a.aof"];

    public void Dispose() => directory.Dispose();

    [PosixFact]
    public void ARecordedLogHasTheRecordedDigest()
    {
        var folder = RecordedStream.Of("redis-6.0.5", "lists");
        var told = CapturedTerminal.Run("digest", Path.Combine(folder, "rewritten.aof"));
        _ = told.WentWell(holding: File.ReadAllText(Path.Combine(folder, "digest.txt")).Trim());
    }

    [PosixTheory]
    [InlineData("lists")]
    [InlineData("strings")]
    [InlineData("mixed")]
    public void ADirectoryIsLoadedAsItsManifestSays(string family)
    {
        var folder = RecordedStream.Of("redis-7.0.15", family);
        var digest = File.ReadAllText(Path.Combine(folder, "digest.txt")).Trim();
        _ = CapturedTerminal.Run("digest", Path.Combine(folder, "appendonly.dir")).WentWell(holding: digest);
        _ = CapturedTerminal.Run("digest", Path.Combine(folder, "rewritten.dir")).WentWell(holding: digest);
        var manifest = Directory.GetFiles(Path.Combine(folder, "appendonly.dir"), "*.manifest").Single();
        _ = CapturedTerminal.Run("digest", manifest).WentWell(holding: digest);
    }

    /// <summary>
    /// Directories of real servers with deadlines of fields, read as the server that wrote the base; and refused by an
    /// older profile, with the version that brought what it does not know.
    /// </summary>
    [PosixTheory]
    [InlineData("redis-8.0.2", "redis-8.0")]
    [InlineData("redis-8.6.3", "redis-8.6")]
    [InlineData("valkey-9.1.2", "valkey-9.1")]
    public void TheBaseSaysWhichServerWroteIt(string server, string profile)
    {
        var folder = RecordedStream.Of(server, "fields");
        var log = Path.Combine(folder, "appendonly.dir");
        var digest = File.ReadAllText(Path.Combine(folder, "digest.txt"));
        _ = CapturedTerminal.Run("digest", log).WentWell(holding: digest.Trim());
        _ = CapturedTerminal.Run("digest", log, "--as-server").WentWell(holding: digest.Trim());
        _ = CapturedTerminal.Run("digest", log, "--profile", profile).WentWell(holding: digest.Trim());
        _ = CapturedTerminal.Run("check-aof", log).WentWell(holding: "is sound");
        Assert.Equal(1, CapturedTerminal.Run("digest", log, "--profile", "redis-7.0").ExitCode);
    }

    [PosixTheory]
    [InlineData("", "holds no manifest")]
    [InlineData("file gone.aof seq 1 type b\n", "gone.aof")]
    [InlineData("file a.aof seq 1 type x\n", "a.aof.manifest: line 1")]
    public void ADirectoryThatCannotBeFollowedIsNamed(string manifest, string complaint)
    {
        if (manifest.Length > 0)
        {
            File.WriteAllText(directory["a.aof.manifest"], manifest);
        }

        CapturedTerminal.Run("digest", Path.GetDirectoryName(Log)!).IsOneLineOfComplaint(
            exitCode: 2, holding: complaint);
    }

    /// <summary>Redis 3.0 counted on in a string that SETBIT had padded with NULs.</summary>
    [PosixFact]
    public void ALogIsReadAsItsVersionReadsIt()
    {
        var folder = RecordedStream.Of("redis-3.0.7", "strings");
        var log = Path.Combine(folder, "appendonly.aof");
        var digest = File.ReadAllText(Path.Combine(folder, "digest.txt")).Trim();
        _ = CapturedTerminal.Run("digest", log, "--profile", "redis-3.0.7").WentWell(holding: digest);
        var told = CapturedTerminal.Run("digest", log);
        Assert.Equal(1, told.ExitCode);
        Assert.Contains(": ERR value is not an integer or out of range", told.Output, StringComparison.Ordinal);
    }

    /// <summary>As Redis 7 writes a name that is not ASCII, as UTF-8, as Latin-1, and in single quotes.</summary>
    [PosixTheory]
    [InlineData("\"\\xd0\\xb6.aof\"", "\u00d0\u00b6.aof")]
    [InlineData("\u00d0\u00b6.aof", "\u00d0\u00b6.aof")]
    [InlineData("\u00e9t\u00e9.aof", "\u00e9t\u00e9.aof")]
    [InlineData("\"\\xff\\xfe\"", "\u00ff\u00fe")]
    [InlineData("'a b.aof'", "a b.aof")]
    public void AManifestMayNameAFileOfAnyBytes(string written, string name)
    {
        using var machine = PosixHost.Create(directory.Path, new TextLog(TextWriter.Null, PosixHost.SystemClock));
        var (files, path) = (machine.Host.Files, PathBytes.Decode(Encoding.Latin1.GetBytes(name)));
        var file = files.Open(path, OpenMode.Write | OpenMode.Create);
        Assert.Equal(Whole.Length, files.Write(file.Value, Encoding.Latin1.GetBytes(Whole)).Value);
        Assert.Equal(Errno.None, files.Close(file.Value));
        File.WriteAllText(directory["a.manifest"], $"file {written} seq 1 type i\n", Encoding.Latin1);
        var told = CapturedTerminal.Run("digest", directory.Path);

        // .NET cannot remove a file with such a name.
        Assert.Equal(Errno.None, files.Unlink(path));
        _ = told.WentWell(holding: "commands  1");
    }

    [PosixFact]
    public void AnUnfinishedManifestIsNotRead()
    {
        File.WriteAllText(Log, Whole);
        File.WriteAllText(directory["a.manifest"], "file a.aof seq 1 type i\n");
        File.WriteAllText(directory["temp-a.manifest"], "torn");
        _ = CapturedTerminal.Run("digest", directory.Path).WentWell(holding: "commands  1");
    }

    [PosixFact]
    public void OneOfSeveralManifestsCanBeNamed()
    {
        File.WriteAllText(Log, Whole);
        File.WriteAllText(directory["a.manifest"], "file a.aof seq 1 type i\n");
        File.WriteAllText(directory["b.manifest"], "file b.aof seq 1 type i\n");
        CapturedTerminal.Run("digest", directory.Path).IsOneLineOfComplaint(exitCode: 2, holding: "name one of them");
        _ = CapturedTerminal.Run("digest", directory["a.manifest"]).WentWell(holding: "commands  1");
    }

    /// <summary>The digest is that of redis-server 7.0.15 on these files.</summary>
    [PosixFact]
    public void RefusedCommandsOfEachPartAreNamed()
    {
        var first = Resp.Log("SET z 1", "MULTI", "SET a 1", "MULTI", "SET b 1", "EXEC", "SET c 1");
        File.WriteAllText(directory["1.base.aof"], first);
        File.WriteAllText(directory["1.incr.aof"], Resp.Log("MULTI", "MULTI", "SET e 1", "EXEC", "SET f 1"));
        File.WriteAllText(directory["a.manifest"], "file 1.base.aof seq 1 type b\nfile 1.incr.aof seq 1 type i\n");
        var told = CapturedTerminal.Run("digest", Path.GetDirectoryName(Log)!);
        Assert.Equal((1, ""), (told.ExitCode, told.Error));
        Assert.Contains("digest    0e06de8ec0fad7e81c99142ec452a71d39914d31", told.Output, StringComparison.Ordinal);
        const string Why = "MULTI: ERR MULTI calls can not be nested";
        Assert.Contains($"refused   1, the first at byte 69: {Why} ({directory["1.base.aof"]})", told.Output,
            StringComparison.Ordinal);
        Assert.Contains($"refused   1, the first at byte 15: {Why} ({directory["1.incr.aof"]})", told.Output,
            StringComparison.Ordinal);
    }

    [PosixFact]
    public void TheNumberOfCommandsIsTold()
    {
        File.WriteAllText(Log, Whole + Whole);
        _ = CapturedTerminal.Run("digest", Log).WentWell(holding: "commands  2");
    }

    [PosixFact]
    public void AnEmptyLogHoldsAnEmptyDataset()
    {
        File.WriteAllText(Log, "");
        _ = CapturedTerminal.Run("digest", Log).WentWell(holding: "digest    0000000000000000000000000000000000000000");
    }

    [PosixFact]
    public void ATornLogIsNamedWithItsOffsetAndLeftAsItIs()
    {
        File.WriteAllText(Log, Whole + Whole[..^3]);
        CapturedTerminal.Run("digest", Log).IsOneLineOfComplaint(exitCode: 1, holding: $"at byte {Whole.Length}");
        Assert.Equal(Whole + Whole[..^3], File.ReadAllText(Log));
    }

    /// <summary>As redis-server: nothing behind the last whole command, and no key past its deadline.</summary>
    [PosixTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void AsAServerItIsCutAndExpired(bool inParts)
    {
        var path = inParts ? Path.GetDirectoryName(Log)! : Log;
        File.WriteAllText(directory["b.aof"], Whole + Resp.Log("SET past v", "PEXPIREAT past 1000", "SET now v"));
        File.WriteAllText(directory["a.manifest"], "file b.aof seq 1 type b\nfile a.aof seq 1 type i\n");
        File.WriteAllText(Log, (inParts ? "" : File.ReadAllText(directory["b.aof"])) + Whole[..^3]);
        var expected = directory["expected.aof"];
        File.WriteAllText(expected, Whole + Resp.Log("SET now v"));
        var digest = CapturedTerminal.Run("digest", expected).Output.Split(Environment.NewLine)[0];
        _ = CapturedTerminal.Run("digest", "--as-server", path).WentWell(holding: digest);
        Assert.Equal(1, CapturedTerminal.Run("digest", path).ExitCode);
    }

    [PosixFact]
    public void GarbageIsNamedWithItsOffset()
    {
        File.WriteAllText(Log, Whole + "garbage\r\n");
        CapturedTerminal.Run("digest", Log).IsOneLineOfComplaint(exitCode: 1, holding: $"at byte {Whole.Length}");
    }
}
