using System.Buffers.Binary;
using Sim.Machine.CrashTesting;
using Sim.Os;

namespace Tests.Scenarios.Library;

/// <summary>
/// The smallest log: numbers with a check in a file. Without a mistake it keeps every number that it promised.
/// </summary>
internal sealed class NumberLog : ICrashTested<int>
{
    private const string Path = "numbers";
    private const int Record = 8;

    /// <summary>False for a log that promises what is only in the page cache.</summary>
    public bool Syncs { get; init; } = true;

    public void Live(Host host, Life<int> life)
    {
        var log = Open(host.Files);
        for (var i = 0; i < life.Steps; i++)
        {
            var step = life.Begin((life.Number * 1_000) + i);
            Append(host.Files, log, step.Value);
            step.Acknowledge();
        }
    }

    public string? Recover(Host host, StepHistory<int> history)
    {
        var found = Read(host.Files);
        return history.Check(
            steps => steps.SequenceEqual(found) ? null : $"there is [{string.Join(' ', found)}]");
    }

    /// <summary>Cuts half a number off, and makes the name durable.</summary>
    public static int Open(IFiles files) => Open(files, OpenMode.Write | OpenMode.Append | OpenMode.Create);

    /// <summary>The same, to write at any offset.</summary>
    public static int OpenShared(IFiles files) => Open(files, OpenMode.Read | OpenMode.Write | OpenMode.Create);

    private static int Open(IFiles files, OpenMode mode)
    {
        var log = files.Open(Path, mode).Value;
        Assert.Equal(Errno.None, files.Truncate(log, Record * Read(files).Count));
        Assert.Equal(Errno.None, files.Sync(log));
        var directory = files.OpenDirectory(".").Value;
        Assert.Equal(Errno.None, files.Sync(directory));
        Assert.Equal(Errno.None, files.Close(directory));
        return log;
    }

    public void Append(IFiles files, int log, int number)
    {
        Assert.Equal(Record, files.Write(log, Bytes(number)).Value);
        if (Syncs)
        {
            Assert.Equal(Errno.None, files.SyncData(log));
        }
    }

    /// <summary>A number with its check.</summary>
    public static byte[] Bytes(int number)
    {
        var bytes = new byte[Record];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), Check(number));
        return bytes;
    }

    /// <summary>The whole numbers up to the first one that is damaged.</summary>
    public static List<int> Read(IFiles files)
    {
        var opened = files.Open(Path, OpenMode.Read);
        var bytes = new byte[4_000];
        var length = opened.Ok ? files.Read(opened.Value, bytes).Value : 0;
        var numbers = new List<int>();
        for (var at = 0; at + Record <= length && Number(bytes, at) is { } number; at += Record)
        {
            numbers.Add(number);
        }

        _ = opened.Ok ? files.Close(opened.Value) : Errno.None;
        return numbers;
    }

    private static int? Number(byte[] bytes, int at)
    {
        var number = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));
        return BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 4)) == Check(number) ? number : null;
    }

    private static int Check(int number) => ~(number * 31);
}
