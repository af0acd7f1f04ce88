using Aof.State;

namespace Tests.Scenarios.MultiPart;

/// <summary>
/// A manifest of which one bit was read wrong, whichever: the start is refused, or what the server then executes is in
/// its log, also after rewrites that delete what they replace.
/// </summary>
public sealed class MisreadManifestTests
{
    private const string Text =
        "file appendonly.aof.2.base.aof seq 2 type b\nfile appendonly.aof.1.incr.aof seq 1 type h\n"
        + "file appendonly.aof.1.base.aof seq 1 type h\nfile appendonly.aof.2.incr.aof seq 2 type i\n"
        + "file appendonly.aof.3.incr.aof seq 3 type i\n";

    [Fact]
    public void NoFileOfTheLogIsDeleted()
    {
        var started = 0;
        for (var bit = 1; bit <= Text.Length * 8; bit++)
        {
            var w = TestServer.On(Parts.Config(FsyncPolicy.Always), Parts.Disk(
                Parts.Base(1), "", Parts.Base(2), "", Parts.Increment(1), "", Parts.Increment(2), "",
                Parts.Increment(3), "", Parts.Manifest, Text), Invariant($"bit {bit} flipped on read, 1st call, once"));
            if (w.ExitReason is not null)
            {
                continue;
            }

            started++;
            AssertKeeps(w, "1", bit);
            _ = w.Rewrite();
            AssertKeeps(w, "2", bit);
        }

        Assert.InRange(started, 400, 600);
    }

    private static void AssertKeeps(TestServer w, string value, int bit)
    {
        Assert.Equal("OK", w.Send("SET k " + value));
        Assert.True(w.KillAndRestart().ExitReason is null, Invariant($"bit {bit}: {w.ExitReason}"));
        Assert.Equal(value, w.Send("GET k"));
    }
}
