using Aof.Load;

namespace Tests.Scenarios.Load;

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
        Parsed("type b seq 3 startoffset 7 file a.aof\n").LoadOrder);

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
    public void ANameIsReadAsRedisReadsIt(string line, string name) =>
        Assert.Equal([name], Parsed(line + "\n").LoadOrder.Select(file => file.Name));

    [Theory]
    [InlineData("file 'a seq 1 type b\n", "line 1: it should read")]
    [InlineData("file \"a\"b seq 1 type b\n", "line 1: it should read")]
    [InlineData("file a\0b seq 1 type b\n", "line 1: a name with a NUL")]
    [InlineData("", "it names no file")]
    [InlineData("# nothing\n", "it names no file")]
    [InlineData("file a seq 1 type b", "line 1: it does not end with a line feed")]
    [InlineData("file a seq 1 type b\n\n", "line 2: it should read")]
    [InlineData("file a seq 1\n", "line 1: it should read")]
    [InlineData("file \"a seq 1 type b\n", "line 1: it should read")]
    [InlineData("file a seq 0 type b\n", "line 1: it should name")]
    [InlineData("file a seq x type b\n", "line 1: it should name")]
    [InlineData("file a seq 1 type c\n", "line 1: it should name")]
    [InlineData("file ../a seq 1 type b\n", "line 1: '../a' is a path")]
    [InlineData("file a seq 1 type b\nfile b seq 2 type b\n", "line 2: a second base file")]
    [InlineData("file a seq 2 type i\nfile b seq 2 type i\n", "line 2: incremental files out of order")]
    public void WhatIsWrongIsNamedWithItsLine(string text, string problem)
    {
        Assert.Null(Manifest.Parse(text, out var found));
        Assert.StartsWith(problem, found, StringComparison.Ordinal);
    }

    private static Manifest Parsed(string text)
    {
        var manifest = Manifest.Parse(text, out var problem);
        Assert.True(manifest is not null, problem);
        return manifest;
    }
}
