using Aof.Os;

namespace Tests.Scenarios.Posix;

public sealed class PosixPipesTests : IDisposable
{
    private readonly RealMachine _machine = new();
    private readonly PipeEnds _pipe;

    public PosixPipesTests()
    {
        if (!OperatingSystem.IsWindows())
        {
            _pipe = RealMachine.Value(_machine.Pipes.Create());
        }
    }

    public void Dispose() => _machine.Dispose();

    [PosixFact]
    public void WhatGoesInComesOut()
    {
        _machine.Write(_pipe.WriteEnd, "!");
        Assert.True(_machine.Pipes.Readable(_pipe.ReadEnd));
        Assert.Equal("!", _machine.Read(_pipe.ReadEnd));
    }

    [PosixFact]
    public void AnEmptyPipeDoesNotBlock()
    {
        Assert.False(_machine.Pipes.Readable(_pipe.ReadEnd));
        Assert.True(_machine.Pipes.Writable(_pipe.WriteEnd));
        Assert.Equal(Errno.EAGAIN, _machine.Files.Read(_pipe.ReadEnd, new byte[1]).Error);
    }

    [PosixFact]
    public void AFullPipeDoesNotBlock()
    {
        var chunk = new byte[4096];
        var result = _machine.Files.Write(_pipe.WriteEnd, chunk);
        for (var written = 0; result.Ok && written < 1 << 24; written += chunk.Length)
        {
            result = _machine.Files.Write(_pipe.WriteEnd, chunk);
        }

        Assert.Equal(Errno.EAGAIN, result.Error);
        Assert.False(_machine.Pipes.Writable(_pipe.WriteEnd));
    }

    [PosixFact]
    public void WithoutAWriterAPipeEnds()
    {
        _machine.Write(_pipe.WriteEnd, "last");
        Assert.Equal(Errno.None, _machine.Files.Close(_pipe.WriteEnd));
        Assert.Equal("last", _machine.Read(_pipe.ReadEnd));
        Assert.True(_machine.Pipes.Readable(_pipe.ReadEnd));
        Assert.Equal("", _machine.Read(_pipe.ReadEnd));
    }

    [PosixFact]
    public void WithoutAReaderAWriteFails()
    {
        Assert.Equal(Errno.None, _machine.Files.Close(_pipe.ReadEnd));
        Assert.True(_machine.Pipes.Writable(_pipe.WriteEnd));
        Assert.Equal(Errno.EPIPE, _machine.Files.Write(_pipe.WriteEnd, "x"u8).Error);
    }

    [PosixFact]
    public void APipeHasNoOffset() => Assert.Equal(Errno.ESPIPE, _machine.Files.SeekEnd(_pipe.ReadEnd).Error);
}
