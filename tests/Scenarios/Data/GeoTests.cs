namespace Tests.Scenarios.Data;

/// <summary>
/// Places: what a real server answered to the same lines, but for the texts in which 6.0.5 differs from later versions.
/// </summary>
public class GeoTests
{
    private readonly TestExecutor executor = new();

    public GeoTests() =>
        executor.Do("GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania 2.3488 48.8534 Paris");

    [Fact]
    public void APlaceIsLoggedAsTheScoreThatItIs()
    {
        Assert.Equal(
            ["0: zadd g 3479099956230698 Palermo 3479447370796909 Catania 3663832752681684 Paris"], executor.Log);
        Assert.Equal("$16\n3479099956230698", executor.Do("ZSCORE g Palermo"));
        Assert.Equal(":0", executor.Do("GEOADD g 13.361389 38.115556 Palermo"));
        Assert.Single(executor.Log);
    }

    [Theory]
    [InlineData("GEODIST g Palermo Catania", "$11\n166274.1516")]
    [InlineData("GEODIST g Palermo Catania km", "$8\n166.2742")]
    [InlineData("GEODIST g Palermo Paris mi", "$8\n923.0153")]
    [InlineData("GEODIST g Palermo nowhere", "$-1")]
    [InlineData("GEODIST none a b", "$-1")]
    [InlineData("GEOHASH g Palermo nowhere Paris", "*3\n$11\nsqc8b49rny0\n$-1\n$11\nu09tvmqrej0")]
    [InlineData("GEOPOS g Palermo nowhere", "*2\n*2\n$20\n13.36138933897018433\n$20\n38.11555639549629859\n*-1")]
    [InlineData("GEOPOS none a", "*1\n*-1")]
    [InlineData("GEORADIUS g 15 37 200 km", "*2\n$7\nPalermo\n$7\nCatania")]
    [InlineData("GEORADIUS_RO g 15 37 200 km ASC", "*2\n$7\nCatania\n$7\nPalermo")]
    [InlineData("GEORADIUS g 15 37 3000 km DESC COUNT 2", "*2\n$5\nParis\n$7\nPalermo")]
    [InlineData("GEORADIUS g 15 37 3000 km COUNT 1 WITHDIST", "*1\n*2\n$7\nCatania\n$7\n56.4413")]
    [InlineData("GEORADIUS g 15 37 60 km WITHHASH WITHCOORD WITHDIST",
        "*1\n*4\n$7\nCatania\n$7\n56.4413\n:3479447370796909\n"
            + "*2\n$20\n15.08726745843887329\n$20\n37.50266842333162032")]
    [InlineData("GEORADIUSBYMEMBER g Palermo 200000 m DESC", "*2\n$7\nCatania\n$7\nPalermo")]
    [InlineData("GEORADIUSBYMEMBER_RO g Palermo 0 ft", "*1\n$7\nPalermo")]
    [InlineData("GEORADIUS g -150 -40 10 mi", "*0")]
    [InlineData("GEORADIUS none x y z", "-ERR wrong number of arguments for 'georadius' command")]
    [InlineData("GEORADIUS none x y z w STORE g", "*0")]
    public void PlacesAreFound(string line, string reply)
    {
        Assert.Equal(reply, executor.Do(line));
        Assert.Single(executor.Log);
    }

    [Fact]
    public void WhatIsStoredIsLoggedAsItCame()
    {
        Assert.Equal(":2", executor.Do("GEORADIUS g 15 37 200 km STORE d"));
        Assert.Equal("*4\n$7\nPalermo\n$16\n3479099956230698\n$7\nCatania\n$16\n3479447370796909",
            executor.Do("ZRANGE d 0 -1 WITHSCORES"));
        Assert.Equal(":2", executor.Do("GEORADIUSBYMEMBER g Catania 200 km STOREDIST d"));
        Assert.StartsWith("*4\n$7\nCatania\n$1\n0\n$7\nPalermo\n$18\n166.27", executor.Do("ZRANGE d 0 -1 WITHSCORES"),
            StringComparison.Ordinal);
        Assert.Equal(["0: GEORADIUS g 15 37 200 km STORE d", "0: GEORADIUSBYMEMBER g Catania 200 km STOREDIST d"],
            executor.Log[1..]);
    }

    [Fact]
    public void WhereNothingIsFoundTheTargetGoes()
    {
        Assert.Equal(":0", executor.Do("GEORADIUS g -150 -40 10 m STORE d"));
        Assert.Single(executor.Log);
        executor.Do("SET d text");
        Assert.Equal(":0", executor.Do("GEORADIUS g -150 -40 10 m STORE d"));
        Assert.Equal("0: GEORADIUS g -150 -40 10 m STORE d", executor.Log[^1]);
        Assert.Equal(":0", executor.Do("EXISTS d"));
    }

    [Fact]
    public void PlacesOnBothSidesOfTheDateLineAreNear()
    {
        executor.Do("GEOADD d 179.9 0 east -179.9 0 west 0 0 far");
        Assert.Equal("*2\n$4\neast\n$4\nwest", executor.Do("GEORADIUSBYMEMBER d east 30 km ASC"));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("0.5")]
    [InlineData("1e300")]
    [InlineData("-inf")]
    [InlineData("9223372036854775807")]
    [InlineData("18446744073709551615")]
    public void AnyScoreIsAPlaceOfSomeKind(string score)
    {
        executor.Do($"ZADD odd {score} m");
        foreach (var line in (string[])["GEOPOS odd m", "GEOHASH odd m", "GEODIST odd m m",
            "GEORADIUS odd 0 0 25000 km WITHHASH", "GEORADIUSBYMEMBER odd m 5 km"])
        {
            Assert.DoesNotContain("-ERR", executor.Do(line), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("GEOADD g 1 2 a 3", "-ERR syntax error. Try GEOADD key [x1] [y1] [name1] [x2] [y2] [name2] ... ")]
    [InlineData("GEOADD g 200 1e3 x", "-ERR invalid longitude,latitude pair 200.000000,1000.000000")]
    [InlineData("GEOADD g 1 1 ok 0 -inf x", "-ERR invalid longitude,latitude pair 0.000000,-inf")]
    [InlineData("GEOADD g x 1 a", "-ERR value is not a valid float")]
    [InlineData("GEOADD l 1 1 a", "-WRONGTYPE Operation against a key holding the wrong kind of value")]
    [InlineData("GEODIST g Palermo Paris KM", "-ERR unsupported unit provided. please use m, km, ft, mi")]
    [InlineData("GEODIST g Palermo Paris km x", "-ERR syntax error")]
    [InlineData("GEORADIUS g 1 1 x km", "-ERR need numeric radius")]
    [InlineData("GEORADIUS g 1 1 -1 km", "-ERR radius cannot be negative")]
    [InlineData("GEORADIUS g 1 1 1 yd", "-ERR unsupported unit provided. please use m, km, ft, mi")]
    [InlineData("GEORADIUS g 1 1 1 km COUNT 0", "-ERR COUNT must be > 0")]
    [InlineData("GEORADIUS g 1 1 1 km COUNT x", "-ERR value is not an integer or out of range")]
    [InlineData("GEORADIUS g 1 1 1 km COUNT", "-ERR syntax error")]
    [InlineData("GEORADIUS_RO g 1 1 1 km STORE d", "-ERR syntax error")]
    [InlineData("GEORADIUS g 1 1 1 km STORE d WITHDIST",
        "-ERR STORE option in GEORADIUS is not compatible with WITHDIST, WITHHASH and WITHCOORDS options")]
    [InlineData("GEORADIUSBYMEMBER g nobody 1 km", "-ERR could not decode requested zset member")]
    [InlineData("GEORADIUSBYMEMBER l a 1 km", "-WRONGTYPE Operation against a key holding the wrong kind of value")]
    public void WhatIsWrongChangesNothing(string line, string error)
    {
        executor.Do("RPUSH l x");
        Assert.Equal(error, executor.Do(line));
        Assert.Equal(2, executor.Log.Count);
        Assert.Equal(":3", executor.Do("ZCARD g"));
    }
}
