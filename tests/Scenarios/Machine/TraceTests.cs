using Sim.Machine.Time;
using Sim.Machine.Tracing;
using Sim.Os;

namespace Tests.Scenarios.Machine;

public class TraceTests
{
    /// <summary>
    /// The fingerprint of the run below, written down once: the same in every process, build and machine. It changes
    /// only with what the machine does, its default timings included.
    /// </summary>
    private const ulong KnownFingerprint = 0xFF98_2C10_2ACE_4771;

    [Fact]
    public void EqualRunsHaveEqualFingerprints()
    {
        Assert.Equal(Run(seed: 9, "x").Trace.Fingerprint, Run(seed: 9, "x").Trace.Fingerprint);
    }

    [Fact]
    public void TheFingerprintIsTheSameOnEveryMachineForEver()
    {
        Assert.Equal(KnownFingerprint, Run(seed: 9, "x").Trace.Fingerprint);
    }

    [Fact]
    public void RecordingChangesNothing()
    {
        var recorded = Run(seed: 9, "x", recording: true);
        var silent = Run(seed: 9, "x");
        Assert.Equal(silent.Trace.Fingerprint, recorded.Trace.Fingerprint);
        Assert.Empty(silent.Trace.Lines);
        Assert.NotEmpty(recorded.Trace.Lines);
    }

    [Fact]
    public void AnotherSeedOrByteIsAnotherFingerprint()
    {
        ulong[] all = [Run(seed: 9, "x").Trace.Fingerprint, Run(seed: 8, "x").Trace.Fingerprint,
            Run(seed: 9, "y").Trace.Fingerprint];
        Assert.Equal(3, all.Distinct().Count());
    }

    [Fact]
    public void LinesTellWhoDidWhatWhen()
    {
        var on = TestMachine.With(
            new MachineTimings { Write = new(1_500_000, 0) }, recording: true, faults: "EIO on write, 2nd call, once");
        var fd = on.Open();
        on.Files.Write(fd, "12345"u8);
        on.Files.Write(fd, "12345"u8);
        on.Trace.Note("the end");
        Assert.Equal(
            [
                "   0.000000  server     1000 boots",
                "   0.000000  server     1000 open(14, a) = 3",
                "   1.500000  server     1000 write(3, a) = 5",
                "   1.500000  fault      EIO on write, 2nd call, once",
                "   3.000000  server     1000 write(3, a) = EIO",
                "the end",
            ],
            on.Trace.Lines);
    }

    [Fact]
    public void WhatTheHarnessFoldsCounts()
    {
        Trace first = new();
        Trace second = new();
        first.Fold("abcdefghi"u8);
        second.Fold("abcdefghj"u8);
        Assert.NotEqual(first.Fingerprint, second.Fingerprint);
        Trace third = new();
        third.Fold("abcdefghi"u8);
        Assert.Equal(first.Fingerprint, third.Fingerprint);
    }

    private static TestMachine Run(ulong seed, string content, bool recording = false)
    {
        var on = TestMachine.With(
            MachineTimings.Default, seed, recording: recording, faults: "EINTR on write, chance 1/3, for ever");
        var fd = on.Open();
        var pipe = on.Pipe();
        on.Fork(TestMachine.Steps(
            child => child.Files.Open("temp", OpenMode.Write | OpenMode.Create),
            child => child.Files.Write(pipe.WriteEnd, "!"u8),
            child => child.Files.Rename("temp", "b")));
        for (var i = 0; i < 20; i++)
        {
            on.Files.Write(fd, System.Text.Encoding.Latin1.GetBytes(content));
            on.Server.Background.Submit(BackgroundJob.Sync, fd);
            on.Pass(us: 1_000);
        }

        on.Files.Sync(fd);
        Assert.NotNull(on.Server.Processes.Reap());
        return on;
    }
}
