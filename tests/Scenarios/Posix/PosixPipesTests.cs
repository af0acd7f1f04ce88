using Sim.Os;

namespace Tests.Scenarios.Posix;

public sealed class PosixPipesTests : IDisposable
{
    private readonly RealMachine machine = new();
    private readonly PipeEnds pipe;

    public PosixPipesTests()
    {
        if (!OperatingSystem.IsWindows())
        {
            pipe = RealMachine.Value(machine.Pipes.Create());
        }
    }

    public void Dispose() => machine.Dispose();

    [PosixFact]
    public void WhatGoesInComesOut()
    {
        machine.Write(pipe.WriteEnd, "!");
        Assert.True(machine.Pipes.Readable(pipe.ReadEnd));
        Assert.Equal("!", machine.Read(pipe.ReadEnd));
    }

    [PosixFact]
    public void AnEmptyPipeDoesNotBlock()
    {
        Assert.False(machine.Pipes.Readable(pipe.ReadEnd));
        Assert.True(machine.Pipes.Writable(pipe.WriteEnd));
        Assert.Equal(Errno.EAGAIN, machine.Files.Read(pipe.ReadEnd, new byte[1]).Error);
    }

    [PosixFact]
    public void AFullPipeDoesNotBlock()
    {
        var chunk = new byte[4096];
        var result = machine.Files.Write(pipe.WriteEnd, chunk);
        for (var written = 0; result.Ok && written < 1 << 24; written += chunk.Length)
        {
            result = machine.Files.Write(pipe.WriteEnd, chunk);
        }

        Assert.Equal(Errno.EAGAIN, result.Error);
        Assert.False(machine.Pipes.Writable(pipe.WriteEnd));
    }

    [PosixFact]
    public void WithoutAWriterAPipeEnds()
    {
        machine.Write(pipe.WriteEnd, "last");
        Assert.Equal(Errno.None, machine.Files.Close(pipe.WriteEnd));
        Assert.Equal("last", machine.Read(pipe.ReadEnd));
        Assert.True(machine.Pipes.Readable(pipe.ReadEnd));
        Assert.Equal("", machine.Read(pipe.ReadEnd));
    }

    [PosixFact]
    public void WithoutAReaderAWriteFails()
    {
        Assert.Equal(Errno.None, machine.Files.Close(pipe.ReadEnd));
        Assert.True(machine.Pipes.Writable(pipe.WriteEnd));
        Assert.Equal(Errno.EPIPE, machine.Files.Write(pipe.WriteEnd, "x"u8).Error);
    }

    [PosixFact]
    public void APipeHasNoOffset() => Assert.Equal(Errno.ESPIPE, machine.Files.SeekEnd(pipe.ReadEnd).Error);
}
