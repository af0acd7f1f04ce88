using Aof.Data.Primitives;
using Tests.Scenarios.Data;

namespace Tests.Scenarios.Rdb;

/// <summary>Each form in which Redis 2.6 to 7.4 write a value, byte by byte, read through RESTORE in a log.</summary>
public sealed class EncodingTests
{
    private const string Two = "12 00 00 00 0f 00 00 00 02 00 00 03 'one' 05 f3 ff";
    private readonly TestExecutor executor = new();

    [Theory]
    [InlineData("03 'abc'", "abc")]
    [InlineData("00", "")]
    [InlineData("40 03 'abc'", "abc")]
    [InlineData("80 00 00 00 03 'abc'", "abc")]
    [InlineData("81 00 00 00 00 00 00 00 03 'abc'", "abc")]
    [InlineData("c0 7f", "127")]
    [InlineData("c0 80", "-128")]
    [InlineData("c1 00 80", "-32768")]
    [InlineData("c2 ff ff ff 7f", "2147483647")]
    [InlineData("c3 05 0a 00 'a' e0 00 00", "aaaaaaaaaa")]
    public void Strings(string content, string text) => Gives(0, content, "GET k", Bulk(text));

    [Theory]
    [InlineData(1, "02 03 'one' c0 02")]
    [InlineData(10, $"<{Two}>")]
    [InlineData(14, $"01 <{Two}>")]
    [InlineData(14, "02 <10 00 00 00 0a 00 00 00 01 00 00 03 'one' ff> <0d 00 00 00 0a 00 00 00 01 00 00 f3 ff>")]
    [InlineData(18, "02 01 <'one'> 02 <09 00 00 00 01 00 02 01 ff>")]
    public void Lists(int type, string content) => Gives(type, content, "LRANGE k 0 -1", "*2\n$3\none\n$1\n2");

    [Theory]
    [InlineData(2, "03 01 '7' 02 '-5' c1 e8 03")]
    [InlineData(11, "<02 00 00 00 03 00 00 00 fb ff 07 00 e8 03>")]
    [InlineData(11, "<04 00 00 00 03 00 00 00 fb ff ff ff 07 00 00 00 e8 03 00 00>")]
    [InlineData(11,
        "<08 00 00 00 03 00 00 00 fb ff ff ff ff ff ff ff 07 00 00 00 00 00 00 00 e8 03 00 00 00 00 00 00>")]
    [InlineData(20, "<0f 00 00 00 03 00 07 01 df fb 02 c3 e8 02 ff>")]
    public void Sets(int type, string content) => Gives(type, content, "SORT k", "*3\n$2\n-5\n$1\n7\n$4\n1000");

    [Theory]
    [InlineData(4, "01 03 'one' c0 02")]
    [InlineData(9, "<01 03 'one' 01 00 '2' ff>")]
    [InlineData(9, "<01 03 'one' 01 02 '2??' ff>")]
    [InlineData(9, "<fe fe 03 00 00 00 'one' 01 00 '2' ff>")]
    [InlineData(13, $"<{Two}>")]
    [InlineData(16, "<0e 00 00 00 02 00 83 'one' 04 02 01 ff>")]
    [InlineData(22, "01 05 03 'one' c0 02")]
    [InlineData(24, "05 00 00 00 00 00 00 00 01 01 03 'one' c0 02")]
    [InlineData(25, "05 00 00 00 00 00 00 00 <10 00 00 00 03 00 83 'one' 04 02 01 05 01 ff>")]
    public void Hashes(int type, string content) => Gives(type, content, "HGETALL k", "*2\n$3\none\n$1\n2");

    [Theory]
    [InlineData(3, "03 01 'c' fe 01 'b' 03 '1.5' 01 'a' ff")]
    [InlineData(5, "03 01 'c' 00 00 00 00 00 00 f0 7f 01 'b' 00 00 00 00 00 00 f8 3f 01 'a' 00 00 00 00 00 00 f0 ff")]
    [InlineData(12,
        "<24 00 00 00 1e 00 00 00 06 00 00 01 'a' 03 04 '-inf' 06 01 'b' 03 03 '1.5' 05 01 'c' 03 03 'inf' ff>")]
    [InlineData(17, "<20 00 00 00 06 00 81 'a' 02 84 '-inf' 05 81 'b' 02 83 '1.5' 04 81 'c' 02 83 'inf' 04 ff>")]
    public void SortedSets(int type, string content) =>
        Gives(type, content, "ZRANGE k 0 -1 WITHSCORES", "*6\n$1\na\n$4\n-inf\n$1\nb\n$3\n1.5\n$1\nc\n$3\ninf");

    [Theory]
    [InlineData(15, "")]
    [InlineData(19, "05 01 00 00 02")] // First id, greatest deleted, ever added.
    [InlineData(21, "05 01 00 00 02")] // A consumer says when it was last active, too.
    public void Streams(int type, string numbers)
    {
        // Fields f and g: entry 5-1 has them, 5-2 is deleted, 6-1 has fields of its own. A group with 5-1 pending.
        const string Listpack = "<37 00 00 00 16 00 02 01 01 01 01 01 81 'f' 02 00 01 02 01 00 01 00 01 81 'v' 02 04 "
            + "01 03 01 00 01 01 01 81 'x' 02 04 01 00 01 01 01 00 01 01 01 81 'g' 02 07 01 06 01 ff>";
        const string Id = "00 00 00 00 00 00 00 05 00 00 00 00 00 00 00 01";
        var group = type == 15 ? "<'gr'> 05 01" : "<'gr'> 05 01 01";
        var content = $"01 <{Id}> {Listpack} 02 07 00 {numbers} 01 {group} 01 {Id} e8 03 00 00 00 00 00 00 02 01 "
            + $"<'con'> d0 07 00 00 00 00 00 00 {(type == 21 ? "d0 07 00 00 00 00 00 00 " : "")}01 {Id}";
        Gives(type, content, "XRANGE k - +", "*2\n*2\n$3\n5-1\n*2\n$1\nf\n$1\nv\n*2\n$3\n6-1\n*2\n$1\ng\n$1\n7");
        Assert.Equal(":1", executor.Do("XACK k gr 5-1"));
        Assert.StartsWith(
            "-ERR The ID specified in XADD is equal or smaller", executor.Do("XADD k 7-0 f v"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("f1", "0")]
    [InlineData("fd", "12")]
    [InlineData("fe 80", "-128")]
    [InlineData("c0 00 80", "-32768")]
    [InlineData("f0 00 00 80", "-8388608")]
    [InlineData("d0 00 00 00 80", "-2147483648")]
    [InlineData("e0 00 00 00 00 00 00 00 80", "-9223372036854775808")]
    [InlineData("40 02 'ab'", "ab")]
    [InlineData("80 00 00 00 02 'ab'", "ab")]
    public void EntriesOfAZiplist(string entry, string text)
    {
        var size = RdbBytes.Of(entry).Length;
        Gives(10, $"<{12 + size:x2} 00 00 00 0a 00 00 00 01 00 00 {entry} ff>", "LINDEX k 0", Bulk(text));
    }

    [Theory]
    [InlineData("7f", "127")]
    [InlineData("82 'ab'", "ab")]
    [InlineData("cf ff", "4095")]
    [InlineData("d0 00", "-4096")]
    [InlineData("e0 02 'ab'", "ab")]
    [InlineData("f0 02 00 00 00 'ab'", "ab")]
    [InlineData("f1 00 80", "-32768")]
    [InlineData("f2 00 00 80", "-8388608")]
    [InlineData("f3 00 00 00 80", "-2147483648")]
    [InlineData("f4 00 00 00 00 00 00 00 80", "-9223372036854775808")]
    public void EntriesOfAListpack(string entry, string text)
    {
        var size = RdbBytes.Of(entry).Length;
        Gives(18, $"01 02 <{8 + size:x2} 00 00 00 01 00 {entry} {size:x2} ff>", "LINDEX k 0", Bulk(text));
    }

    [Theory]
    [InlineData(13, "<12 00 00 00 0f 00 00 00 ff ff 00 03 'one' 05 f3 ff>")]
    [InlineData(16, "<0e 00 00 00 ff ff 83 'one' 04 02 01 ff>")]
    [InlineData(9, "<fe 03 'one' 01 00 '2' ff>")]
    public void AHeadMayLeaveTheCountOpen(int type, string content) => Gives(type, content, "HGET k one", Bulk("2"));

    [Theory]
    [InlineData(10, "<13 00 00 00 0f 00 00 00 02 00 00 03 'one' 05 f3 ff>")] // Another length than it says.
    [InlineData(10, "<12 00 00 00 0a 00 00 00 02 00 00 03 'one' 05 f3 ff>")] // The last entry elsewhere.
    [InlineData(10, "<12 00 00 00 0f 00 00 00 03 00 00 03 'one' 05 f3 ff>")] // More entries than there are.
    [InlineData(10, "<12 00 00 00 0f 00 00 00 02 00 00 03 'one' 04 f3 ff>")] // Another length of the one before.
    [InlineData(10, "<12 00 00 00 0f 00 00 00 02 00 00 3f 'one' 05 f3 ff>")] // A text beyond the end.
    [InlineData(10, "<12 00 00 00 0f 00 00 00 02 00 00 03 'one' 05 ff ff>")] // An unknown kind.
    [InlineData(10, "<12 00 00 00 0f 00 00 00 02 00 00 03 'one' 05 f3 fe>")] // No end.
    [InlineData(10, "<12 00 00 00 0f 00 00 00 02 00 00 03 'one' 05 c0 ff>")] // A number cut off.
    [InlineData(10, "c0 05")]
    [InlineData(16, "<0f 00 00 00 02 00 83 'one' 04 02 01 ff>")]
    [InlineData(16, "<0e 00 00 00 03 00 83 'one' 04 02 01 ff>")]
    [InlineData(16, "<0e 00 00 00 02 00 83 'one' 05 02 01 ff>")] // Another length at the end of an entry.
    [InlineData(16, "<0e 00 00 00 02 00 bf 'one' 04 02 01 ff>")]
    [InlineData(16, "<0e 00 00 00 02 00 83 'one' 04 02 01 00>")]
    [InlineData(16, "<0c 00 00 00 01 00 83 'one' 04 ff>")] // A field without a value.
    [InlineData(16, "<09 00 00 00 01 00 f5 01 ff>")]
    [InlineData(18, "01 03 <'one'>")] // Neither plain nor packed.
    [InlineData(11, "<02 00 00 00 02 00 00 00 07 00 07 00>")] // Twice.
    [InlineData(11, "<02 00 00 00 02 00 00 00 07 00 05 00>")] // Not ascending.
    [InlineData(11, "<03 00 00 00 01 00 00 00 07 00 00>")]
    [InlineData(11, "<08 00 00 00 00 00 00 20>")] // 2^29 numbers.
    [InlineData(11, "<02 00 00>")]
    [InlineData(9, "<02 03 'one' 01 00 '2' ff>")]
    [InlineData(9, "<01 03 'one' ff>")]
    [InlineData(9, "<01 fe ff ff ff ff 'one' 01 00 '2' ff>")]
    [InlineData(9, "<01 03 'one' 01 09 '2' ff>")]
    [InlineData(2, "02 01 'a' 01 'a'")]
    [InlineData(4, "02 01 'a' 01 'x' 01 'a' 01 'y'")]
    [InlineData(13, "<13 00 00 00 10 00 00 00 04 00 00 f2 02 f3 02 f2 02 f4 ff>")]
    [InlineData(3, "02 01 'a' 01 '1' 01 'a' 01 '2'")]
    [InlineData(3, "01 01 'a' fd")] // No number.
    [InlineData(3, "01 01 'a' 03 'one'")]
    [InlineData(5, "01 01 'a' 00 00 00 00 00 00 f8 7f")]
    [InlineData(12, "<15 00 00 00 0f 00 00 00 02 00 00 03 'one' 05 03 'two' ff>")]
    [InlineData(0, "03 'ab'")] // The payload ends before the text.
    [InlineData(0, "03 'abcd'")] // Or after it.
    [InlineData(0, "81 7f ff ff ff ff ff ff ff 'abc'")]
    [InlineData(0, "81 ff ff ff ff ff ff ff ff 'abc'")]
    [InlineData(0, "80 20 00 00 01 'abc'")] // A byte more than 512 MB.
    [InlineData(0, "82 'abc'")]
    [InlineData(0, "c4 'abc'")]
    [InlineData(0, "c3 05 80 1f ff ff ff 00 'a' e0 00 00")] // A bomb.
    [InlineData(0, "c3 05 0b 00 'a' e0 00 00")]
    [InlineData(0, "c3 c0 05 0a")]
    [InlineData(2, "81 7f ff ff ff ff ff ff ff 01 'a'")]
    [InlineData(1, "00")] // No key holds an empty collection.
    [InlineData(14, "01 <0b 00 00 00 0a 00 00 00 00 00 ff>")]
    [InlineData(15, "01 <'too short'> <07 00 00 00 00 00 ff> 00 00 00 00")]
    [InlineData(15, "00 01 00 00 00")] // An entry that is not there.
    [InlineData(15, "00 00 00 00 02 <'g'> 00 00 00 00 <'g'> 00 00 00 00")] // A group twice.
    // Pending without a consumer.
    [InlineData(15,
        "00 00 00 00 01 <'g'> 00 00 01 00 00 00 00 00 00 00 05 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 00 01 00")]
    // Not pending at all.
    [InlineData(15,
        "00 00 00 00 01 <'g'> 00 00 00 01 <'c'> 00 00 00 00 00 00 00 00 "
            + "01 00 00 00 00 00 00 00 05 00 00 00 00 00 00 00 01")]
    [InlineData(8, "00")]
    [InlineData(250, "00")]
    public void WhatNoServerWritesIsBadData(int type, string content)
    {
        Assert.Equal("-ERR Bad data format", Restore(type, content));
        Assert.Equal(0, executor.Data[0].Count);
    }

    [Theory]
    [InlineData(16, "<0e 00 00 00 02 00 83 'one' 04 02 01 ff>")]
    [InlineData(18, "01 01 <'one'>")]
    [InlineData(24, "05 00 00 00 00 00 00 00 01 01 03 'one' c0 02")]
    public void AClientMayNotRestoreWhatOnlyRedis70Knows(int type, string content) =>
        Assert.Equal("-ERR Bad data format", Restore(type, content, fromLog: false));

    private static string Bulk(string text) => $"${text.Length}\n{text}".TrimEnd('\n');

    private void Gives(int type, string content, string command, string reply)
    {
        Assert.Equal("+OK", Restore(type, content));
        Assert.Equal(reply, executor.Do(command));
    }

    private string Restore(int type, string content, bool fromLog = true)
    {
        executor.Executor.Loading = fromLog;
        var reply = executor.Send(executor.Client,
            [Bytes.Of("RESTORE"), Bytes.Of("k"), Bytes.Of("0"), RdbBytes.Payload(type, content)]).TrimEnd();
        executor.Executor.Loading = false;
        return reply;
    }
}
