using Aof.Data.Execution;
using Aof.KnownDefects;
using Aof.State;

namespace Tests.Scenarios.MultiPart;

/// <summary>A transaction may switch the log off and on, anywhere and more than once.</summary>
public sealed class SwitchInTransactionTests
{
    private static readonly string[] Inside = ["INCR n", "CONFIG SET appendonly no", "CONFIG SET appendonly yes"];

    /// <summary>
    /// Every transaction of four such commands, behind one of two records, with the log on or off before.
    /// </summary>
    [Theory]
    [InlineData(LogLayout.SingleFile)]
    [InlineData(LogLayout.MultiPart)]
    public void AnySwitchesLeaveALogThatStarts(LogLayout layout)
    {
        for (var which = 0; which < 2 * 3 * 3 * 3 * 3; which++)
        {
            var w = TestServer.Up(new AofConfig { Layout = layout, Policy = FsyncPolicy.Always });
            var client = new Session(new Reply());
            string[] commands = ["MULTI", "INCR n", "INCR n", "EXEC", Inside[1 + (which % 2)], "MULTI",
                .. Enumerable.Range(0, 4).Select(at => Inside[which / 2 / (int)Math.Pow(3, at) % 3]), "INCR n", "EXEC",
                "CONFIG SET appendonly yes"];
            foreach (var command in commands)
            {
                w.Send(client, command);
            }

            w.Pass(500).PassUntilChildHasEnded().Pass(100);
            Assert.Equal(AofMode.On, w.Status.Mode);
            w.Send("INCR n");
            var expected = w.Send("GET n");
            Assert.Equal((expected, null), (w.KillAndRestart().Send("GET n"), w.Server.Loaded.Refused));
        }
    }
}
