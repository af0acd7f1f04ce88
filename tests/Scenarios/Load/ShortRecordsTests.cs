using Aof.Data;
using Aof.Data.Commands;
using Aof.Data.Primitives;
using Aof.KnownDefects;
using Tests.Scenarios.Data;
using Tests.Scenarios.MultiPart;

namespace Tests.Scenarios.Load;

/// <summary>A record of a damaged log has any number of arguments.</summary>
public sealed class ShortRecordsTests
{
    [Theory]
    [InlineData(Dialect.Redis6)]
    [InlineData(Dialect.Redis7)]
    [InlineData(Dialect.Redis72)]
    public void NoNumberOfArgumentsThrows(Dialect dialect)
    {
        var (executor, refused) = (new TestExecutor(new Dataset(dialect: dialect)), 0);
        foreach (var command in RedisCommands.Of(dialect).All)
        {
            string[] words = ["1", "x", .. command.Subcommands.Select(static sub => sub.Name)];
            foreach (var word in words)
            {
                foreach (var argument in (string[])["1", "x", "-"])
                {
                    for (var count = 0; count < 7; count++)
                    {
                        Bytes[] argv =
                            [Bytes.Of(command.Name), Bytes.Of(word), .. Enumerable.Repeat(Bytes.Of(argument), 5)];
                        var client = TestExecutor.NewClient();
                        executor.Executor.Replay(client, command, argv[..(count + 1)]);
                        refused += client.Output.Span.StartsWith("-"u8) ? 1 : 0;
                    }
                }
            }
        }

        Assert.True(refused > 1000, $"{refused} were refused");
    }

    [Theory]
    [InlineData("FUNCTION LOAD")]
    [InlineData("FUNCTION LOAE x y")]
    [InlineData("XGROUP DESTROY x")]
    public void OneInsideATransactionIsReportedAtItsPlace(string record)
    {
        var before = Resp.Log("SELECT 0", "MULTI", "SET k v");
        var log = before + Resp.Log(record, "SET l w", "EXEC");
        var w = TestServer.On(Parts.Config(), Parts.Disk(
            Parts.Base(1), "", Parts.Increment(1), log, Parts.Manifest, Parts.FirstManifest));
        Assert.Equal((1, before.Length), (w.Server.Loaded.Refused!.Count, w.Server.Loaded.Refused.Offset));
        Assert.Equal(["v", "w"], w.SendTurn("GET k", "GET l"));
    }
}
