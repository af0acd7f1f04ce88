using Aof.Os;

namespace Tests.Scenarios.Machines;

public class PipeLaws
{
    private readonly Booted _on = Booted.With();

    [Fact]
    public void BytesComeOutInTheOrderInWhichTheyWentIn()
    {
        PipeEnds pipe = _on.Pipe();
        byte[] all = [.. Enumerable.Range(0, 50_000).Select(i => (byte)(i * 7))];
        List<byte> seen = [];
        byte[] buffer = new byte[1_000];
        for (int at = 0; at < all.Length; at += 2_500)
        {
            Assert.Equal(2_500, _on.Files.Write(pipe.WriteEnd, all.AsSpan(at, 2_500)).Value);
            seen.AddRange(buffer[.._on.Files.Read(pipe.ReadEnd, buffer).Value]);
        }

        while (_on.Files.Read(pipe.ReadEnd, buffer) is { Ok: true, Value: int read })
        {
            seen.AddRange(buffer[..read]);
        }

        Assert.Equal(all, seen);
    }

    [Fact]
    public void APipeHolds64KibibytesAndThenSaysEagain()
    {
        PipeEnds pipe = _on.Pipe();
        Assert.Equal(65_536, _on.Files.Write(pipe.WriteEnd, new byte[70_000]).Value);
        Assert.False(_on.Server.Pipes.Writable(pipe.WriteEnd));
        Assert.Equal(Errno.EAGAIN, _on.Files.Write(pipe.WriteEnd, "x"u8).Error);

        Assert.Equal(4_095, _on.Files.Read(pipe.ReadEnd, new byte[4_095]).Value);
        Assert.Equal(Errno.EAGAIN, _on.Files.Write(pipe.WriteEnd, new byte[5_000]).Error);
        Assert.Equal(1, _on.Files.Read(pipe.ReadEnd, new byte[1]).Value);
        Assert.Equal(4_096, _on.Files.Write(pipe.WriteEnd, new byte[5_000]).Value);
    }

    [Fact]
    public void APipeIsFullOfPagesBeforeItIsFullOfBytes()
    {
        PipeEnds pipe = _on.Pipe();
        int writes = 0;
        while (_on.Files.Write(pipe.WriteEnd, new byte[3_000]).Ok)
        {
            writes++;
        }

        Assert.Equal(16, writes);
        Assert.Equal(1_096, _on.Files.Write(pipe.WriteEnd, new byte[1_096]).Value);
    }

    [Fact]
    public void AWriteOfUpTo4096BytesIsWholeOrNotAtAll()
    {
        PipeEnds pipe = _on.Pipe();
        _on.Files.Write(pipe.WriteEnd, new byte[65_536 - 4_095]);
        Assert.False(_on.Server.Pipes.Writable(pipe.WriteEnd));
        Assert.Equal(Errno.EAGAIN, _on.Files.Write(pipe.WriteEnd, new byte[4_096]).Error);
        Assert.Equal(1, _on.Files.Write(pipe.WriteEnd, new byte[4_097]).Value);
    }

    [Fact]
    public void AnEmptyPipeSaysEagainWhileAWriterIsLeft()
    {
        PipeEnds pipe = _on.Pipe();
        Assert.False(_on.Server.Pipes.Readable(pipe.ReadEnd));
        Assert.Equal(Errno.EAGAIN, _on.Files.Read(pipe.ReadEnd, new byte[1]).Error);
    }

    [Fact]
    public void TheEndComesOnlyWhenTheLastWriterClosed()
    {
        PipeEnds pipe = _on.Pipe();
        int child = _on.Fork(Booted.Forever);
        _on.Files.Close(pipe.WriteEnd);
        Assert.Equal(Errno.EAGAIN, _on.Files.Read(pipe.ReadEnd, new byte[1]).Error);

        _on.Machine.KillChild(child, Signals.Kill);
        Assert.True(_on.Server.Pipes.Readable(pipe.ReadEnd));
        Assert.Equal(0, _on.Files.Read(pipe.ReadEnd, new byte[1]).Value);
    }

    [Fact]
    public void WhatWasWrittenBeforeTheEndIsStillRead()
    {
        PipeEnds pipe = _on.Pipe();
        _on.Files.Write(pipe.WriteEnd, "!"u8);
        _on.Files.Close(pipe.WriteEnd);
        Assert.Equal(1, _on.Files.Read(pipe.ReadEnd, new byte[9]).Value);
        Assert.Equal(0, _on.Files.Read(pipe.ReadEnd, new byte[9]).Value);
    }

    [Fact]
    public void WithoutAReaderAWriteSaysEpipe()
    {
        PipeEnds pipe = _on.Pipe();
        _on.Files.Close(pipe.ReadEnd);
        Assert.True(_on.Server.Pipes.Writable(pipe.WriteEnd));
        Assert.Equal(Errno.EPIPE, _on.Files.Write(pipe.WriteEnd, "x"u8).Error);
    }

    [Fact]
    public void APipeIsNoFile()
    {
        PipeEnds pipe = _on.Pipe();
        Assert.Equal(Errno.ESPIPE, _on.Files.SeekEnd(pipe.ReadEnd).Error);
        Assert.Equal(Errno.EINVAL, _on.Files.Truncate(pipe.WriteEnd, 0));
        Assert.Equal(Errno.EINVAL, _on.Files.SyncData(pipe.WriteEnd));
        Assert.Equal(Errno.EBADF, _on.Files.Write(pipe.ReadEnd, "x"u8).Error);
    }
}
