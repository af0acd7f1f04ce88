using System.Diagnostics;
using Sim.Audit.Records;
using Sim.Machine.Random;
using Sim.Os;
using Tests.Scenarios.Cli;

namespace Tests.Scenarios.Audit;

/// <summary>Real programs under the recorder.</summary>
public sealed class RecordingTests : IDisposable
{
    private const int Scripts = 2;

    private readonly TemporaryDirectory directory = new();

    private string Disk => Directory.CreateDirectory(directory["disk"]).FullName;

    public void Dispose() => directory.Dispose();

    [RecorderFact]
    public void TheSampleAsAProcessShowsItsMistake()
    {
        var (code, output) = RunSample();
        Assert.Equal(1, code);
        Assert.Contains("LOST on btrfs", output, StringComparison.Ordinal);
        Assert.Matches("needed: change [0-9]+, rename of store.snapshot.new to store.snapshot, durable before", output);
    }

    [RecorderFact(IsLong = true)]
    public void TheFixedSampleKeepsItsPromises()
    {
        var (code, output) = RunSample("--fixed");
        Assert.True(code == 0, output);
        Assert.Contains("12 begun, 12 acknowledged", output, StringComparison.Ordinal);
        Assert.Contains("every promise was kept", output, StringComparison.Ordinal);
    }

    /// <summary>Stores of the NuGet registry. ZoneTree logs to the output that its recovery answers on.</summary>
    [RecorderTheory(IsLong = true)]
    [InlineData("dbreeze", 0, "every promise was kept", "LOST")]
    [InlineData("litedb", 1, "REFUSED on ext4-ordered, xfs, btrfs", "on kill")]
    [InlineData("zonetree", 1, "LOST on ext4-ordered, xfs, btrfs", "on kill")]
    [InlineData("zonetree-async", 1, "LOST on kill", "REFUSED")]
    public void StoresOfOthersAreJudged(string store, int code, string holding, string without)
    {
        var program = AuditProcess.Program("Stores");
        var run = AuditProcess.Run(
            "run", "--root", Disk, "--record", directory["life.rec"], "--out", directory["failures"], "--sample", "300",
            "--recoveries", "0",
            "--serve", $"dotnet {program} recover {store}", "--", "dotnet", program, "live", store, Disk);
        Assert.True(code == run.ExitCode, run.Output);
        Assert.Contains("12 begun, 12 acknowledged", run.Output, StringComparison.Ordinal);
        Assert.Contains(holding, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(without, run.Output, StringComparison.Ordinal);
    }

    /// <summary>The recorder verifies each: the rebuilt disk is the real directory, byte for byte.</summary>
    [RecorderFact]
    public void RandomScriptsAreRebuiltExactly()
    {
        for (var seed = 1UL; seed <= Scripts; seed++)
        {
            var script = ShellScript.Draw(new Prng(new Seed(seed)));
            var (code, output) = Record("sh", "-c", $"cd '{Disk}'\n{script}");
            Assert.True(code == 0, $"{output}\n{script}");
            Assert.DoesNotContain(" 0 changes", output, StringComparison.Ordinal);
        }
    }

    /// <summary>Threads, children, every way to write, mapped files. At night there are 1,000.</summary>
    [RecorderFact(IsLong = true)]
    public void RandomCallsAreRebuiltExactly()
    {
        var (code, output) = Record("dotnet", AuditProcess.Program("RandomCalls"), "1", "30", Disk);
        Assert.True(code == 0, output);
        Assert.Contains("exit code was 0", output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Disk, "s30", "mapped0")));
    }

    /// <summary>What is ignored has no content to rename, and a link from before is not known.</summary>
    [RecorderFact]
    public void WhatCannotBeFollowedIsRefusedByName()
    {
        var (code, output) = AuditProcess.Run("record", "--root", Disk, "--ignore", "*.tmp", "--out",
            directory["life.rec"], "--", "sh", "-c", $"cd '{Disk}' && echo x > f.tmp && mv f.tmp g");
        Assert.True(code == 2, output);
        Assert.Contains("to g: the recorder cannot follow it", output, StringComparison.Ordinal);
        File.Delete(Path.Combine(Disk, "g"));
        _ = File.CreateSymbolicLink(Path.Combine(Disk, "g"), "f");
        (code, output) = Record("true");
        Assert.True(code == 2, output);
        Assert.Contains("g is a symbolic link", output, StringComparison.Ordinal);
    }

    /// <summary>
    /// The recorded directory behaves as a file system without links: calls that need them fail with the errno of the
    /// manual page. Where the kernel refuses the call anyway, its errno stays.
    /// </summary>
    [RecorderFact]
    public void TheDiskSaysWhatItCannotDo()
    {
        (string Call, Errno Answer)[] calls =
        [
            ("link('f', 'g')", Errno.EPERM), ("link('f', 'd')", Errno.EEXIST), ("link('nothing', 'g')", Errno.ENOENT),
            ("link('f', '../outside')", Errno.EXDEV), ("link('/etc/hostname', 'g')", Errno.EXDEV),
            ("symlink('f', 'g')", Errno.EPERM), ("symlink('f', 'd')", Errno.EEXIST),
            ("rename('f', '../outside')", Errno.EXDEV), ("rename('nothing', '../outside')", Errno.ENOENT),
            ("open('.', os.O_TMPFILE | os.O_RDWR)", Errno.EOPNOTSUPP), ("rmdir('d')", Errno.ENOTEMPTY),
        ];
        var tries = string.Concat(calls.Select(
            static row => $"try: os.{row.Call}; print(0)\nexcept OSError as error: print(error.errno)\n"));
        var (code, output) = Record("python3", "-c", $"import os, sys\nos.chdir('{Disk}')\n"
            + "open('f', 'w').write('x'); os.mkdir('d'); open('d/e', 'w')\n"
            + $"sys.stdout = open('../answers', 'w')\n{tries}");
        Assert.True(code == 0, output);
        Assert.Equal(calls.Select(static row => Invariant($"{(int)row.Answer}")), File.ReadLines(directory["answers"]));
        Assert.Equal(6, output.Split("the disk said to the program that it cannot do this").Length);
        Assert.Contains("Rename of f: EXDEV", output, StringComparison.Ordinal);
    }

    /// <summary>The screen has the first losses; the kept story has all.</summary>
    [RecorderFact]
    public void ALongLossIsCutOnTheScreen()
    {
        var run = AuditProcess.Run("run", "--root", Disk, "--record", directory["life.rec"], "--out", directory["out"],
            "--disk", "ext4-ordered", "--recover", "cat {}/last || true", "--", "sh", "-c",
            $"cd '{Disk}'; echo begin a; for i in 1 2 3 4 5 6 7 8 9 10 11; do echo $i > f$i; done; echo a > last; "
                + "echo ack a");
        Assert.True(run.ExitCode == 1, run.Output);
        Assert.Matches("; and [0-9]+ more: .*story.txt\n", run.Output);
        var kept = Directory.GetFiles(directory["out"], "story.txt", SearchOption.AllDirectories);
        Assert.Contains(kept, path => File.ReadAllText(path).Contains("; lost change 21, the name f11",
            StringComparison.Ordinal));
    }

    [RecorderFact]
    public void DirectoriesAreRemovedToo()
    {
        var (code, output) = Record("sh", "-c", $"cd '{Disk}' && mkdir -p a/b c && rmdir c && rm -r a && mkdir a");
        Assert.True(code == 0, output);
        _ = CapturedTerminal.Run("audit", "show", directory["life.rec"]).WentWell(holding: "unlink of a");
    }

    /// <summary>The command of the shell writes the rest: only a real short write leaves two.</summary>
    [RecorderFact]
    public void AShortWriteIsReallyShort()
    {
        var (code, output) = AuditProcess.Run("record", "--root", Disk, "--out", directory["life.rec"], "--fault",
            "short:write:1:f", "--", "sh", "-c", $"cd '{Disk}' && dd if=/dev/zero of=f bs=100 count=1 status=none");
        Assert.True(code == 0, output);
        Assert.Contains("the fault struck Write of f", output, StringComparison.Ordinal);
        _ = CapturedTerminal.Run("audit", "show", directory["life.rec"]).WentWell(
            holding: "write of 50 bytes at 50 of f");
    }

    /// <summary>The program looks at no error. What is left of the directory is what was there before.</summary>
    [RecorderFact(IsLong = true)]
    public void FaultsShowWhatIsAcknowledgedAllTheSame()
    {
        File.WriteAllText(Path.Combine(Disk, "old"), "old");
        File.WriteAllText(directory["known"], "no longer\n");
        var (code, output) = AuditProcess.Run("faults", "--root", Disk, "--out", directory["out"], "--disk", "xfs",
            "--baseline", directory["known"], "--cells", "5", "--recover", "cat {}/f || true", "--",
            "sh", "-c", $"cd '{Disk}'; echo begin a; echo a > f; sync f; echo ack a; rm old");
        Assert.True(code == 1, output);
        Assert.Matches(@"\nwrite f +1 +L\n", output);
        Assert.Matches(@"\nunlinkat old +1  e\n", output);
        Assert.Contains("with the fault EIO:fsync:1:f:\nLOST on xfs", output, StringComparison.Ordinal);
        Assert.Matches(@"\n5 of [1-9][0-9] faults injected; (.*\n)*no longer found: no longer\n", output);
        Assert.Contains("lost", File.ReadLines(directory["out/kinds.txt"]));
        Assert.Contains("LOST", output, StringComparison.Ordinal);
        Assert.Contains("faults injected", File.ReadAllText(directory["out/report.html"]), StringComparison.Ordinal);
        Assert.Equal(["old"], Directory.GetFiles(Disk).Select(Path.GetFileName));
    }

    [RecorderFact]
    public void AcknowledgementsMayGoToAFile()
    {
        var (code, output) = AuditProcess.Run("run", "--root", Disk, "--record", directory["life.rec"], "--out",
            directory["out"], "--disk", "xfs", "--recover", "cat {}/f || true", "--", "sh", "-c",
            $"cd '{Disk}'; echo begin a >> $SIM_ACKS; echo a > f; echo ack a >> $SIM_ACKS; echo noise");
        Assert.True(code == 1, output);
        Assert.Contains("1 begun, 1 acknowledged", output, StringComparison.Ordinal);
        Assert.Contains("LOST on xfs", output, StringComparison.Ordinal);
    }

    /// <summary>The recorder reads the copied bytes back, and takes no lock for that. 40 is sendfile(2).</summary>
    [RecorderFact]
    public void ALockOfTheProgramDoesNotMeetTheRecorder()
    {
        var (code, output) = Record("sh", "-c", $"cd '{Disk}'; echo x > f; perl -e "
            + "'open F,q(<f); open G,q(>g); flock G,2 or die; syscall(40, fileno G, fileno F, 0, 2) == 2 or die'");
        Assert.True(code == 0, output);
        Assert.Contains("exit code was 0", output, StringComparison.Ordinal);
    }

    [RecorderFact]
    public void WhatIsLeftRunningIsKilledAtTheLimit()
    {
        var (code, output) = AuditProcess.Run("record", "--root", Disk, "--out", directory["life.rec"], "--time", "2s",
            "--", "sh", "-c", $"(sleep 100; echo late > '{Disk}/f') & echo x > '{Disk}/g'");
        Assert.True(code == 0, output);
        Assert.Contains("still ran after 2 s", output, StringComparison.Ordinal);
        Assert.Equal(["g"], Directory.GetFiles(Disk).Select(Path.GetFileName));
    }

    /// <summary>Pipes and sockets are made, renamed and removed. A reader waits until a writer comes.</summary>
    [RecorderFact]
    public void PipesAndSocketsAreNoPartOfTheDisk()
    {
        var (code, output) = Record("sh", "-c",
            $"cd '{Disk}'; mkfifo p; mkfifo r; (echo a > p) & cat p > f; mv p q; rm q; echo b > q; rm r; wait");
        Assert.True(code == 0, output);
        Assert.Contains("the rebuilt disk equals", output, StringComparison.Ordinal);
    }

    /// <summary>
    /// One process appends and says so, another one syncs and says so. A write is recorded after it began and before
    /// the process goes on; a sync covers only what was recorded before it began.
    /// </summary>
    [RecorderFact]
    public void NoSyncCoversAWriteThatHadNotReturned()
    {
        var (code, output) = Record("sh", "-c", $"cd '{Disk}'; : > f; i=0; echo w; "
            + "(while [ $i -lt 30 ]; do echo x >> f; echo w; i=$((i+1)); done) & "
            + "while [ $i -lt 10 ]; do echo s; sync f; echo e; i=$((i+1)); done; wait");
        Assert.True(code == 0, output);
        var order = string.Concat(RecordReader.Read(File.ReadAllBytes(directory["life.rec"])).Entries.Select(
            entry => entry.Kind switch
            {
                EntryKind.Written => "W",
                EntryKind.SyncBegan => "S",
                EntryKind.SyncEnded => "E",
                EntryKind.Said => ((char)entry.Data.Span[0]).ToString(),
                _ => "",
            }));
        Assert.Matches("^w(Ww){30}$", string.Concat(order.Where(letter => letter is 'w' or 'W')));
        Assert.Matches("^(sSEe){10}$", string.Concat(order.Where(letter => letter is not ('w' or 'W'))));
    }

    [RecorderFact]
    public void AProgramThatCannotBeExecutedIsOneLine()
    {
        var (code, output) = Record("nosuchprogram");
        Assert.Equal((2, "sim: 'nosuchprogram' cannot be executed\n"), (code, output));
        Assert.Equal(["disk"], Directory.GetFileSystemEntries(directory.Path).Select(Path.GetFileName));
    }

    [RecorderFact]
    public void AFaultThatStrikesNothingIsAFailure()
    {
        var (code, output) = AuditProcess.Run("record", "--root", Disk, "--out", directory["life.rec"], "--fault",
            "EIO:fsync:1:f", "--", "sh", "-c", $"echo x > '{Disk}/f'");
        Assert.Equal(2, code);
        Assert.Contains("1 x write of f", output, StringComparison.Ordinal);
        Assert.EndsWith("the fault EIO:fsync:1:f struck nothing\n", output, StringComparison.Ordinal);
    }

    /// <summary>The second run begins with what the first one left.</summary>
    [RecorderFact]
    public void ASecondRunBeginsWithWhatIsThere()
    {
        for (var i = 1; i <= 2; i++)
        {
            var (code, output) = RunAppends($"echo begin {i}; echo {i} >> f; sync f; sync .; echo ack {i}");
            Assert.True(code == 0, output);
            Assert.Contains("every promise was kept", output, StringComparison.Ordinal);
        }
    }

    /// <summary>A check that has tried nothing does not pass.</summary>
    [RecorderFact]
    public void NothingPromisedIsNotKept()
    {
        var (code, output) = RunAppends("echo a >> f");
        Assert.Equal(2, code);
        Assert.DoesNotContain("every promise was kept", output, StringComparison.Ordinal);
        Assert.Contains("nothing was acknowledged, so no promise was tried", output, StringComparison.Ordinal);
    }

    [RecorderFact]
    public void ARecorderThatIsAskedToEndCleansUp()
    {
        using var recorder = Process.Start("dotnet", [AuditProcess.Program("Sim"), "audit", "record", "--root", Disk,
            "--out", directory["life.rec"], "--", "sh", "-c", $"echo a > '{Disk}/f'; exec sleep 300"]);
        SpinWait.SpinUntil(() => File.Exists(Path.Combine(Disk, "f")), TimeSpan.FromMinutes(2));
        using var kill = Process.Start("kill", ["-TERM", $"{recorder.Id}"]);
        Assert.True(recorder.WaitForExit(TimeSpan.FromMinutes(2)));
        Assert.Equal(130, recorder.ExitCode);
        Assert.Equal(["disk", "life.rec"],
            Directory.GetFileSystemEntries(directory.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [RecorderFact]
    public void ADiskThatIsNotThereIsOneLine()
    {
        var (code, output) = AuditProcess.Run("record", "--root", directory["none"], "--out", directory["r"], "true");
        Assert.Equal(2, code);
        Assert.EndsWith("is not a directory\n", output, StringComparison.Ordinal);
    }

    private (int Code, string Output) Record(params string[] program) =>
        AuditProcess.Run(["record", "--root", Disk, "--out", directory["life.rec"], "--", .. program]);

    private (int Code, string Output) RunAppends(string script) => AuditProcess.Run("run", "--root", Disk, "--record",
        directory["life.rec"], "--out", directory["out"], "--disk", "xfs", "--recover", "cat {}/f || true", "--",
        "sh", "-c", $"cd '{Disk}'; {script}");

    private (int Code, string Output) RunSample(params string[] words)
    {
        var sample = AuditProcess.Program("WalStore");
        return AuditProcess.Run(
            ["run", "--root", Disk, "--record", directory["life.rec"], "--out", directory["failures"],
                "--serve", $"dotnet {sample} --recover {string.Join(' ', words)}",
                "--", "dotnet", sample, "--live", Disk, .. words]);
    }
}
