using Aof.MultiPart;

namespace Tests.Scenarios.MultiPart;

/// <summary>A manifest says which files make up a log of Redis 7, and in which order.</summary>
public sealed class ManifestTests
{
    [Fact]
    public void TheBaseIsLoadedThenTheIncrsAndHistoryNever()
    {
        var manifest = Parsed(
            "file i.1 seq 1 type i\nfile h.1 seq 1 type h\n# a comment\nfile b.2 seq 2 type b\nfile i.2 seq 2 "
            + "type i\n");
        Assert.Equal(["b.2", "i.1", "i.2"], manifest.LoadOrder.Select(file => file.Name));
    }

    [Fact]
    public void KeysComeInAnyOrderAndMayBeMoreThanWeKnow() =>
        Assert.Equal([new ManifestFile("a.aof", 3, ManifestFileType.Base)],
        Parsed("type b seq 3 later 7 file a.aof\n").LoadOrder);

    /// <summary>Of Redis 8; an end without a beginning is read, and not written.</summary>
    [Theory]
    [InlineData("startoffset 7", " startoffset 7")]
    [InlineData("ENDOFFSET 9 StartOffset 7", " startoffset 7 endoffset 9")]
    [InlineData("endoffset 9", "")]
    [InlineData("startoffset -1 endoffset -1", "")]
    public void OffsetsAreReadAndWritten(string given, string written) => Assert.Equal(
        $"file i.1 seq 1 type i{written}\n", Parsed($"file i.1 seq 1 type i {given}\n").ToString());

    [Fact]
    public void ANameInQuotesMayHoldBlanksAndEscapes() =>
        Assert.Equal(["my \"log\"\n\x01.aof"],
        Parsed("file \"my \\\"log\\\"\\n\\x01.aof\" seq 1 type i\n").LoadOrder.Select(file => file.Name));

    [Theory]
    [InlineData("file 'a b.rdb' seq 1 type b", "a b.rdb")]
    [InlineData("file 'it\\'s x41' seq 1 type b", "it's x41")]
    [InlineData("file x\"y z\" seq 1 type b", "xy z")]
    [InlineData("file \"\\xd0\\xb6.aof\" seq 1 type b", "\u00d0\u00b6.aof")]
    [InlineData("seq 1 type b file \u00d1\u00a0 \r", "\u00d1\u00a0")]
    [InlineData("FILE a Seq \" +1x\" type base", "a")]
    [InlineData("file a file b seq -1 type b", "b")]
    [InlineData("file a\rseq\r1 type b", "a")]
    public void ANameIsReadAsRedisReadsIt(string line, string name) =>
        Assert.Equal([name], Parsed(line + "\n").LoadOrder.Select(file => file.Name));

    [Theory]
    [InlineData("file 'a seq 1 type b\n", "line 1, at byte 0: it should read")]
    [InlineData("file \"a\"b seq 1 type b\n", "line 1, at byte 0: it should read")]
    [InlineData("file a\0b seq 1 type b\n", "line 1, at byte 0: it does not end")]
    [InlineData("file \"a\\x00b\" seq 1 type b\n", "line 1, at byte 0: a name with a NUL")]
    [InlineData("", "it is empty")]
    [InlineData("# nothing\n", "it names no file")]
    [InlineData("file a seq 1 type b", "line 1, at byte 0: it does not end with a line feed")]
    [InlineData("file a seq 1 type b\n\n", "line 2, at byte 20: it should read")]
    [InlineData("file a seq 1\n", "line 1, at byte 0: it should read")]
    [InlineData("file a seq 0 type b\n", "line 1, at byte 0: it should name")]
    [InlineData("file a seq x type b\n", "line 1, at byte 0: it should name")]
    [InlineData("file a seq 9223372036854775807 type i\n", "line 1, at byte 0: a number that leaves no room")]
    [InlineData("file a seq 1 type c\n", "line 1, at byte 0: it should name")]
    [InlineData("file ../a seq 1 type b\n", "line 1, at byte 0: '../a' is a path")]
    [InlineData("file a seq 1 type b\nfile b seq 2 type b\n", "line 2, at byte 20: a second base file")]
    [InlineData("#\nfile a seq 2 type i\nfile b seq 2 type i\n", "line 3, at byte 22: incremental files out of order")]
    [InlineData("file a seq -2 type i\n", "line 1, at byte 0: incremental files out of order")]
    public void WhatIsWrongIsNamedWithItsPlace(string text, string problem)
    {
        var (manifest, error) = Manifest.Parse(text);
        Assert.Null(manifest);
        Assert.StartsWith(problem, error?.ToString(), StringComparison.Ordinal);
    }

    /// <summary>The order of the lines is that of redis-server 7.0.15.</summary>
    [Fact]
    public void ARewriteMakesHistoryOfWhatItReplaces()
    {
        var manifest = Parsed("file b.7 seq 7 type b\nfile i.3 seq 3 type i\nfile i.4 seq 4 type i\n");
        Assert.Equal(
            "file a.8.base.rdb seq 8 type b\nfile i.3 seq 3 type h\nfile i.4 seq 4 type h\nfile b.7 seq 7 type h\n"
            + "file a.5.incr.aof seq 5 type i\n",
            manifest.WithIncrement("a").Rewritten("a", isRdb: true, keepsLast: true).ToString());
    }

    /// <summary>Redis 7.0 gives the number again, and then deletes the file as history.</summary>
    [Fact]
    public void ANumberOfTheHistoryIsNotGivenAgain()
    {
        var manifest = Parsed("file a.2.base.aof seq 2 type b\nfile a.6.incr.aof seq 6 type h\n");
        Assert.Equal("a.7.incr.aof", manifest.WithIncrement("a").Last?.Name);
    }

    [Theory]
    [InlineData("a b.aof", "\"a b.aof\"")]
    [InlineData("it's", "\"it's\"")]
    [InlineData("q\"\n\u00ff", "\"q\\\"\\n\\xff\"")]
    [InlineData("plain-1.aof", "plain-1.aof")]
    public void ANameIsQuotedWhereItNeedsTo(string name, string written) =>
        Assert.Equal($"file {written} seq 1 type i\n",
        new ManifestFile(name, 1, ManifestFileType.Increment).ToString());

    private static Manifest Parsed(string text)
    {
        var (manifest, error) = Manifest.Parse(text);
        Assert.True(manifest is not null, error?.ToString());
        return manifest;
    }
}
