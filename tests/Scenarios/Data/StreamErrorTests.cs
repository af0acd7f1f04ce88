namespace Tests.Scenarios.Data;

/// <summary>Bad input to the commands on streams: Redis's own error, nothing changed, nothing logged.</summary>
public class StreamErrorTests
{
    private const string WrongType = "-WRONGTYPE Operation against a key holding the wrong kind of value";
    private const string NotAnInteger = "-ERR value is not an integer or out of range";
    private const string NotAnId = "-ERR Invalid stream ID specified as stream command argument";
    private const string Syntax = "-ERR syntax error";

    [Theory]
    [InlineData("XADD s * f v", WrongType)]
    [InlineData("XADD x 5-x f v", NotAnId)]
    [InlineData("XADD x + f v", NotAnId)]
    [InlineData("XADD x 18446744073709551616 f v", NotAnId)]
    [InlineData("XADD x 0-0 f v", "-ERR The ID specified in XADD must be greater than 0-0")]
    [InlineData("XADD x 2-0 f v", "-ERR The ID specified in XADD is equal or smaller than the target stream top item")]
    [InlineData("XADD full * f v", "-ERR The stream has exhausted the last possible ID, unable to add more items")]
    [InlineData("XADD x * f v g", "-ERR wrong number of arguments for XADD")]
    [InlineData("XADD x MAXLEN 3 *", "-ERR wrong number of arguments for XADD")]
    [InlineData("XADD x MAXLEN many * f v", NotAnInteger)]
    [InlineData("XADD x MAXLEN -1 * f v", "-ERR The MAXLEN argument must be >= 0.")]
    [InlineData("XTRIM x", "-ERR XTRIM called without an option to trim the stream")]
    [InlineData("XTRIM x SOME 3", Syntax)]
    [InlineData("XTRIM x MAXLEN", Syntax)]
    [InlineData("XTRIM x MAXLEN ~ many", NotAnInteger)]
    [InlineData("XRANGE x one +", NotAnId)]
    [InlineData("XRANGE x - + LIMIT 3", Syntax)]
    [InlineData("XRANGE x - + COUNT few", NotAnInteger)]
    [InlineData("XRANGE s - +", WrongType)]
    [InlineData("XLEN s", WrongType)]
    [InlineData("XDEL x 2-0 -", NotAnId)]
    [InlineData("XSETID none 1", "-ERR no such key")]
    [InlineData("XSETID x 1", "-ERR The ID specified in XSETID is smaller than the target stream top item")]
    [InlineData("XREAD STREAMS x", "-ERR wrong number of arguments for 'xread' command")]
    [InlineData("XREAD COUNT 1 STREAMS x y 0",
        "-ERR Unbalanced XREAD list of streams: for each stream key an ID or '$' must be specified.")]
    [InlineData("XREAD COUNT 1 BLOCK 1", Syntax)]
    [InlineData("XREAD NOACK STREAMS x 0",
        "-ERR The NOACK option is only supported by XREADGROUP. You called XREAD instead.")]
    [InlineData("XREAD GROUP g c STREAMS x 0",
        "-ERR The GROUP option is only supported by XREADGROUP. You called XREAD instead.")]
    [InlineData("XREAD BLOCK soon STREAMS x 0", "-ERR timeout is not an integer or out of range")]
    [InlineData("XREAD BLOCK -1 STREAMS x 0", "-ERR timeout is negative")]
    [InlineData("XREAD STREAMS x >",
        "-ERR The > ID can be specified only when calling XREADGROUP using the GROUP <group> <consumer> option.")]
    [InlineData("XREADGROUP COUNT 1 COUNT 2 STREAMS x >", "-ERR Missing GROUP option for XREADGROUP")]
    [InlineData("XREADGROUP GROUP none c STREAMS x >",
        "-NOGROUP No such key 'x' or consumer group 'none' in XREADGROUP with GROUP option")]
    [InlineData("XREADGROUP GROUP g c STREAMS x s > >", WrongType)]
    [InlineData("XGROUP CREATE x g 0", "-BUSYGROUP Consumer Group name already exists")]
    [InlineData("XGROUP CREATE x h one", NotAnId)]
    [InlineData("XGROUP CREATE none h 0 MAKE",
        "-ERR Unknown subcommand or wrong number of arguments for 'CREATE'. Try XGROUP HELP.")]
    [InlineData("XGROUP SETID x none 0", "-NOGROUP No such consumer group 'none' for key name 'x'")]
    [InlineData("XGROUP DELCONSUMER x none c", "-NOGROUP No such consumer group 'none' for key name 'x'")]
    [InlineData("XGROUP DESTROY s g", WrongType)]
    [InlineData("XGROUP turn x g 0",
        "-ERR Unknown subcommand or wrong number of arguments for 'turn'. Try XGROUP HELP.")]
    [InlineData("XACK x g 1-0 one", NotAnId)]
    [InlineData("XPENDING x none", "-NOGROUP No such key 'x' or consumer group 'none'")]
    [InlineData("XPENDING x g - +", Syntax)]
    [InlineData("XPENDING x g - + few", NotAnInteger)]
    [InlineData("XCLAIM x none c 0 1", "-NOGROUP No such key 'x' or consumer group 'none'")]
    [InlineData("XCLAIM x g c soon 1", "-ERR Invalid min-idle-time argument for XCLAIM")]
    [InlineData("XCLAIM x g c 0 1 IDLE x", "-ERR Invalid IDLE option argument for XCLAIM")]
    [InlineData("XCLAIM x g c 0 1 TIME x", "-ERR Invalid TIME option argument for XCLAIM")]
    [InlineData("XCLAIM x g c 0 1 RETRYCOUNT x", "-ERR Invalid RETRYCOUNT option argument for XCLAIM")]
    [InlineData("XCLAIM x g c 0 1 NOW", "-ERR Unrecognized XCLAIM option 'NOW'")]
    [InlineData("XCLAIM x g c 0 1 LASTID x", NotAnId)]
    [InlineData("XINFO STREAM none", "-ERR no such key")]
    [InlineData("XINFO STREAM", "-ERR syntax error, try 'XINFO HELP'")]
    [InlineData("XINFO STREAM x HALF",
        "-ERR Unknown subcommand or wrong number of arguments for 'STREAM'. Try XINFO HELP.")]
    [InlineData("XINFO CONSUMERS x none", "-NOGROUP No such consumer group 'none' for key name 'x'")]
    public void BadInputIsRefusedAndChangesNothing(string line, string error)
    {
        var executor = new TestExecutor();
        foreach (var given in (string[])["SET s text", "XADD x 1 f v", "XADD x 2 f v", "XGROUP CREATE x g 0",
            "XADD full 18446744073709551615-18446744073709551615 f v"])
        {
            Assert.NotEqual('-', executor.Do(given)[0]);
        }

        var (logged, before) = (executor.Log.Count, executor.Data.Snapshot());
        Assert.Equal(error, executor.Do(line));
        Assert.Null(before.FirstDifference(executor.Data, "before", "after"));
        Assert.Equal(logged, executor.Log.Count);
    }

    [Theory]
    [InlineData("XGROUP SETID none g 0")]
    [InlineData("XGROUP CREATE none g 0")]
    public void AGroupNeedsAStream(string line) =>
        Assert.Equal(
            "-ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to use the "
            + "MKSTREAM option to create an empty stream automatically.",
            new TestExecutor().Do(line));

    [Fact]
    public void TheNewestEntryMeansNothingToAGroup()
    {
        var executor = new TestExecutor();
        executor.Do("XGROUP CREATE x g 0 MKSTREAM");
        Assert.StartsWith("-ERR The $ ID is meaningless in the context of XREADGROUP",
            executor.Do("XREADGROUP GROUP g c STREAMS x $"), StringComparison.Ordinal);
    }
}
