using Sim.Os;

namespace Tests.Scenarios.Machine;

public class PipeTests
{
    private readonly TestMachine on = TestMachine.With();

    [Fact]
    public void BytesComeOutInTheOrderInWhichTheyWentIn()
    {
        var pipe = on.Pipe();
        byte[] all = [.. Enumerable.Range(0, 50_000).Select(i => (byte)(i * 7))];
        List<byte> seen = [];
        var buffer = new byte[1_000];
        for (var at = 0; at < all.Length; at += 2_500)
        {
            Assert.Equal(2_500, on.Files.Write(pipe.WriteEnd, all.AsSpan(at, 2_500)).Value);
            seen.AddRange(buffer[..on.Files.Read(pipe.ReadEnd, buffer).Value]);
        }

        while (on.Files.Read(pipe.ReadEnd, buffer) is { Ok: true, Value: int read })
        {
            seen.AddRange(buffer[..read]);
        }

        Assert.Equal(all, seen);
    }

    [Fact]
    public void APipeHolds64KibibytesAndThenSaysEagain()
    {
        var pipe = on.Pipe();
        Assert.Equal(65_536, on.Files.Write(pipe.WriteEnd, new byte[70_000]).Value);
        Assert.False(on.Server.Pipes.Writable(pipe.WriteEnd));
        Assert.Equal(Errno.EAGAIN, on.Files.Write(pipe.WriteEnd, "x"u8).Error);

        Assert.Equal(4_095, on.Files.Read(pipe.ReadEnd, new byte[4_095]).Value);
        Assert.Equal(Errno.EAGAIN, on.Files.Write(pipe.WriteEnd, new byte[5_000]).Error);
        Assert.Equal(1, on.Files.Read(pipe.ReadEnd, new byte[1]).Value);
        Assert.Equal(4_096, on.Files.Write(pipe.WriteEnd, new byte[5_000]).Value);
    }

    [Fact]
    public void APipeIsFullOfPagesBeforeItIsFullOfBytes()
    {
        var pipe = on.Pipe();
        var writes = 0;
        while (on.Files.Write(pipe.WriteEnd, new byte[3_000]).Ok)
        {
            writes++;
        }

        Assert.Equal(16, writes);
        Assert.Equal(1_096, on.Files.Write(pipe.WriteEnd, new byte[1_096]).Value);
    }

    [Fact]
    public void AWriteOfUpTo4096BytesIsWholeOrNotAtAll()
    {
        var pipe = on.Pipe();
        on.Files.Write(pipe.WriteEnd, new byte[65_536 - 4_095]);
        Assert.False(on.Server.Pipes.Writable(pipe.WriteEnd));
        Assert.Equal(Errno.EAGAIN, on.Files.Write(pipe.WriteEnd, new byte[4_096]).Error);
        Assert.Equal(1, on.Files.Write(pipe.WriteEnd, new byte[4_097]).Value);
    }

    [Fact]
    public void AnEmptyPipeSaysEagainWhileAWriterIsLeft()
    {
        var pipe = on.Pipe();
        Assert.False(on.Server.Pipes.Readable(pipe.ReadEnd));
        Assert.Equal(Errno.EAGAIN, on.Files.Read(pipe.ReadEnd, new byte[1]).Error);
    }

    [Fact]
    public void TheEndComesOnlyWhenTheLastWriterClosed()
    {
        var pipe = on.Pipe();
        var child = on.Fork(TestMachine.Forever);
        on.Files.Close(pipe.WriteEnd);
        Assert.Equal(Errno.EAGAIN, on.Files.Read(pipe.ReadEnd, new byte[1]).Error);

        on.Machine.KillChild(child, Signals.Kill);
        Assert.True(on.Server.Pipes.Readable(pipe.ReadEnd));
        Assert.Equal(0, on.Files.Read(pipe.ReadEnd, new byte[1]).Value);
    }

    [Fact]
    public void WhatWasWrittenBeforeTheEndIsStillRead()
    {
        var pipe = on.Pipe();
        on.Files.Write(pipe.WriteEnd, "!"u8);
        on.Files.Close(pipe.WriteEnd);
        Assert.Equal(1, on.Files.Read(pipe.ReadEnd, new byte[9]).Value);
        Assert.Equal(0, on.Files.Read(pipe.ReadEnd, new byte[9]).Value);
    }

    [Fact]
    public void WithoutAReaderAWriteSaysEpipe()
    {
        var pipe = on.Pipe();
        on.Files.Close(pipe.ReadEnd);
        Assert.True(on.Server.Pipes.Writable(pipe.WriteEnd));
        Assert.Equal(Errno.EPIPE, on.Files.Write(pipe.WriteEnd, "x"u8).Error);
    }

    [Fact]
    public void APipeIsNoFile()
    {
        var pipe = on.Pipe();
        Assert.Equal(Errno.ESPIPE, on.Files.SeekEnd(pipe.ReadEnd).Error);
        Assert.Equal(Errno.EINVAL, on.Files.Truncate(pipe.WriteEnd, 0));
        Assert.Equal(Errno.EINVAL, on.Files.SyncData(pipe.WriteEnd));
        Assert.Equal(Errno.EBADF, on.Files.Write(pipe.ReadEnd, "x"u8).Error);
    }
}
