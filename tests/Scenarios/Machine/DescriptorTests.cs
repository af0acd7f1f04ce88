using Sim.Machine.Time;
using Sim.Os;

namespace Tests.Scenarios.Machine;

public class DescriptorTests
{
    [Fact]
    public void TheLowestFreeDescriptorIsUsedNext()
    {
        var on = TestMachine.With();
        int[] first = [on.Open("a"), on.Open("b"), on.Open("c")];
        Assert.Equal([3, 4, 5], first);

        Assert.Equal(Errno.None, on.Files.Close(4));
        Assert.Equal(4, on.Open("d"));
        Assert.Equal(6, on.Open("e"));
    }

    [Fact]
    public void OpenFailsWithEmfileAtTheLimitAndCreatesNothing()
    {
        var on = TestMachine.With(descriptors: 5);
        _ = on.Open("a");
        _ = on.Open("b");
        Assert.Equal(Errno.EMFILE, on.Files.Open("c", OpenMode.Write | OpenMode.Create).Error);
        Assert.Equal(["a", "b"], on.Files.List(".").Value);
        Assert.Equal(Errno.None, on.Files.Close(3));
        Assert.Equal(3, on.Open("c"));
    }

    [Fact]
    public void APipeNeedsTwoDescriptors()
    {
        var on = TestMachine.With(descriptors: 5);
        var file = on.Open();
        Assert.Equal(Errno.EMFILE, on.Server.Pipes.Create().Error);
        on.Files.Close(file);
        Assert.Equal(new PipeEnds(3, 4), on.Server.Pipes.Create().Value);
    }

    [Fact]
    public void ManyDescriptorsAreKeptApart()
    {
        var on = TestMachine.With();
        int[] all = [.. Enumerable.Range(0, 40).Select(i => on.Open("f" + i))];
        Assert.Equal(Enumerable.Range(3, 40), all);
        on.Files.Write(30, "x"u8);
        Assert.Equal("x", on.Content("f27"));
    }

    [Fact]
    public void AClosedDescriptorIsBad()
    {
        var on = TestMachine.With();
        var fd = on.Open();
        Assert.Equal(Errno.None, on.Files.Close(fd));
        Assert.Equal(Errno.EBADF, on.Files.Close(fd));
        Assert.Equal(Errno.EBADF, on.Files.Write(fd, "x"u8).Error);
        Assert.Equal(Errno.EBADF, on.Files.Read(-1, new byte[1]).Error);
        Assert.Equal(Errno.EBADF, on.Files.Sync(9999));
        Assert.Equal(Errno.EBADF, on.Files.Size(fd).Error);
    }

    [Fact]
    public void TheOffsetIsSharedAfterAFork()
    {
        var on = TestMachine.With();
        var fd = on.Open("a", OpenMode.Write | OpenMode.Create);
        on.Files.Write(fd, "parent "u8);
        on.Fork(TestMachine.Steps(child => child.Files.Write(fd, "child "u8)));
        on.Pass(us: 10);
        on.Files.Write(fd, "parent"u8);
        Assert.Equal("parent child parent", on.Content("a"));
    }

    [Fact]
    public void WhatTheChildOpensOrClosesIsItsOwn()
    {
        var on = TestMachine.With();
        var fd = on.Open("a");
        int? seen = null;
        on.Fork(TestMachine.Steps(
            child => child.Files.Close(fd),
            child => seen = child.Files.Open("b", OpenMode.Write | OpenMode.Create).Value));
        on.Pass(us: 10);
        Assert.Equal(fd, seen);
        on.Files.Write(fd, "x"u8);
        Assert.Equal(("x", ""), (on.Content("a"), on.Content("b")));
    }

    [Fact]
    public void ANewServerHasNoneOfTheOldOnesDescriptors()
    {
        var on = TestMachine.With(MachineTimings.Instant);
        var fd = on.Open();
        on.Machine.KillServer();
        on.Boot();
        Assert.Equal(Errno.EBADF, on.Files.Write(fd, "x"u8).Error);
        Assert.Equal(3, on.Open());
    }
}
