using Sim.Machine.CrashTesting;
using Sim.Os;

namespace Tests.Scenarios.Library;

/// <summary>Classic mistakes of programs that share a file.</summary>
public enum SharingMistake
{
    None,
    LockIsAFileThatExists,
    LockFileIsRemoved,
    EndIsReadBeforeTheLock,
    RecoveryIsNotLocked,
    HalfANumberOfAKilledServerStays,
}

/// <summary>Two servers that append numbers to one log, under a lock of flock(2) on a file of its own.</summary>
internal sealed class SharedLog(SharingMistake mistake) : ICrashTestedProcesses<int>
{
    private const string LockFile = "lock";
    private const int Record = 8;

    public IReadOnlyList<string> Processes { get; } = ["left", "right"];

    public void Live(string process, Host host, Life<int> life)
    {
        var (files, log) = (host.Files, Open(host.Files));
        for (var i = 0; i < life.Steps; i++)
        {
            var step = life.Begin(life.Chance(i).Below(1_000_000));
            var end = mistake == SharingMistake.EndIsReadBeforeTheLock ? files.Size(log).Value : -1;
            var held = Take(files);
            end = end < 0 ? files.Size(log).Value : end;
            end -= mistake == SharingMistake.HalfANumberOfAKilledServerStays ? 0 : end % Record;
            Write(files, log, NumberLog.Bytes(step.Value), end);
            Assert.Equal(Errno.None, files.SyncData(log));
            Release(files, held);
            step.Acknowledge();
        }
    }

    public string? Recover(Host host, StepHistory<int> history)
    {
        _ = Open(host.Files);
        var found = NumberLog.Read(host.Files).Order().ToList();
        return history.CheckAnyOrder(
            steps => steps.Order().SequenceEqual(found) ? null : $"there is [{string.Join(' ', found)}]");
    }

    /// <summary>In two calls: a server that is killed between them leaves half a number, and frees its lock.</summary>
    private static void Write(IFiles files, int log, byte[] number, long at)
    {
        const int Half = Record / 2;
        Assert.Equal(Half, files.WriteAt(log, number.AsSpan(0, Half), at).Value);
        Assert.Equal(Half, files.WriteAt(log, number.AsSpan(Half), at + Half).Value);
    }

    /// <summary>Cuts half a number off, which another server may not be writing just now.</summary>
    private int Open(IFiles files)
    {
        var held = mistake == SharingMistake.RecoveryIsNotLocked ? -1 : Take(files);
        var log = NumberLog.OpenShared(files);
        if (held >= 0)
        {
            Release(files, held);
        }

        return log;
    }

    private int Take(IFiles files)
    {
        if (mistake == SharingMistake.LockIsAFileThatExists)
        {
            SysResult<int> created;
            do
            {
                created = files.Open(LockFile, OpenMode.Write | OpenMode.Create | OpenMode.Exclusive);
            }
            while (created.Error == Errno.EEXIST);
            return created.Value;
        }

        var file = files.Open(LockFile, OpenMode.Write | OpenMode.Create).Value;
        while (files.Lock(file, FileLock.Exclusive) == Errno.EAGAIN)
        {
            // The call lets the other server go on.
        }

        return file;
    }

    private void Release(IFiles files, int file)
    {
        if (mistake is SharingMistake.LockIsAFileThatExists or SharingMistake.LockFileIsRemoved)
        {
            // Another may have removed it already: that is the mistake.
            _ = files.Unlink(LockFile);
        }

        Assert.Equal(Errno.None, files.Close(file));
    }
}
