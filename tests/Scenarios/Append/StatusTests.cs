using Aof.Diagnostics;
using Aof.State;

namespace Tests.Scenarios.Append;

/// <summary>The status of the log in INFO, and how its settings are changed.</summary>
public sealed class StatusTests
{
    [Fact]
    public void InfoHasTheLinesOfRedis()
    {
        var w = TestServer.Up();
        w.Send("SET k v");
        var info = w.Send("INFO persistence").Split("\r\n");
        string[] names =
        [
            "# Persistence", "loading:0", "aof_enabled:1", "aof_rewrite_in_progress:0", "aof_rewrite_scheduled:0",
            "aof_last_rewrite_time_sec:-1", "aof_current_rewrite_time_sec:-1", "aof_last_bgrewrite_status:ok",
            "aof_last_write_status:ok", "aof_last_cow_size:0", "aof_current_size:50", "aof_base_size:0",
            "aof_pending_rewrite:0",
            "aof_buffer_length:0", "aof_rewrite_buffer_length:0", "aof_pending_bio_fsync:0", "aof_delayed_fsync:0", "",
        ];
        Assert.Equal(names, info);
    }

    [Fact]
    public void InfoWithTheAofOffIsShort()
    {
        var w = TestServer.Up(new AofConfig { AppendOnly = false });
        Assert.Contains("aof_enabled:0", w.Status.Info(), StringComparison.Ordinal);
        Assert.DoesNotContain("aof_current_size", w.Status.Info(), StringComparison.Ordinal);
    }

    [Fact]
    public void InfoSpeaksOfARewriteThatRuns()
    {
        var w = TestServer.Up();
        w.SendTurn("BGREWRITEAOF", "SET k v");
        w.PassWithoutServer(3000);
        Assert.Contains("aof_rewrite_in_progress:1", w.Status.Info(), StringComparison.Ordinal);
        Assert.Equal(3, w.Status.CurrentRewriteTimeSec);
    }

    [Theory]
    [InlineData("appendfsync", "always")]
    [InlineData("no-appendfsync-on-rewrite", "yes")]
    [InlineData("auto-aof-rewrite-percentage", "50")]
    [InlineData("auto-aof-rewrite-min-size", "1048576")]
    [InlineData("aof-load-truncated", "no")]
    [InlineData("aof-rewrite-incremental-fsync", "no")]
    public void WhatConfigSetsItGets(string name, string value)
    {
        var w = TestServer.Up();
        Assert.NotEqual($"[{name}, {value}]", w.Send($"CONFIG GET {name}"));
        Assert.Equal("OK", w.Send($"CONFIG SET {name} {value}"));
        Assert.Equal($"[{name}, {value}]", w.Send($"CONFIG GET {name}"));
    }

    [Theory]
    [InlineData("appendfsync maybe",
        "'maybe' for CONFIG SET 'appendfsync' - argument must be one of the following: everysec, always, no")]
    [InlineData("appendonly perhaps",
        "'perhaps' for CONFIG SET 'appendonly' - argument must be 'yes' or 'no'")]
    [InlineData("auto-aof-rewrite-percentage x",
        "'x' for CONFIG SET 'auto-aof-rewrite-percentage' - argument couldn't be parsed into an integer")]
    [InlineData("auto-aof-rewrite-percentage -1",
        "'-1' for CONFIG SET 'auto-aof-rewrite-percentage' - argument must be between 0 and 2147483647 inclusive")]
    [InlineData("auto-aof-rewrite-min-size 1xb",
        "'1xb' for CONFIG SET 'auto-aof-rewrite-min-size' - argument must be a memory value")]
    public void BadSettingsAreRefused(string setting, string error) =>
        Assert.Equal($"-ERR Invalid argument {error}", TestServer.Up().Send($"CONFIG SET {setting}"));

    [Fact]
    public void UnknownSettingsAreRefused() =>
        Assert.Equal(
            "-ERR Unsupported CONFIG parameter: no-such-thing", TestServer.Up().Send("CONFIG SET no-such-thing 1"));

    [Fact]
    public void SizesTakeUnits()
    {
        var w = TestServer.Up();
        w.Send("CONFIG SET auto-aof-rewrite-min-size 3mb");
        Assert.Equal(3 * 1024 * 1024, w.Server.Config.AutoRewriteMinSize);
    }

    [Fact]
    public void ConfigGetTakesPatterns() =>
        Assert.Equal("[auto-aof-rewrite-min-size, 67108864, auto-aof-rewrite-percentage, 100]",
        TestServer.Up().Send("CONFIG GET auto-aof-*"));

    [Fact]
    public void ConfigKnowsNothingElse()
    {
        var w = TestServer.Up();
        Assert.Equal("OK", w.Send("CONFIG RESETSTAT"));
        Assert.Equal(
            "-ERR Unknown subcommand or wrong number of arguments for 'FROB'. Try CONFIG HELP.", w.Send("CONFIG FROB"));
        Assert.Equal(20, w.Send("CONFIG GET *").Split(", ").Length);
        Assert.Equal("-ERR Unsupported CONFIG parameter: appendfilename", w.Send("CONFIG SET appendfilename x"));
        Assert.Equal("[appendfsync, everysec]", w.Send("CONFIG GET APPENDFSYNC"));
    }

    [Fact]
    public void LatencyEventsHaveTheNamesOfRedis()
    {
        string[] names =
        [
            "aof-write", "aof-write-pending-fsync", "aof-write-active-child", "aof-write-alone",
            "aof-fsync-always", "aof-fstat", "aof-rename", "aof-rewrite-diff-write",
        ];
        Assert.Equal(names, Enum.GetValues<LatencyEvent>().Select(Latency.NameOf));
    }

    [Fact]
    public void FromEverySecondToAlwaysTheRestIsSyncedAtOnce()
    {
        var w = TestServer.Up();
        w.Send("SET k v");
        w.Send("CONFIG SET appendfsync always");
        Assert.Equal(["v"], w.AfterPowerLoss("k"));
    }
}
