using System.Text;
using Aof.Format;

namespace Tests.Scenarios.Rdb;

/// <summary>CRC-64 with the polynomial of Jones, as Redis has it.</summary>
public sealed class ChecksumTests
{
    private const string Text = "This is a test of the emergency broadcast system. Lorem ipsum dolor sit amet, consectetur adipiscing elit.";

    [Fact]
    public void ThePublishedVector() => Assert.Equal(0xe9c6d914c4b8d9caUL, RdbChecksum.Of("123456789"u8));

    [Fact]
    public void NothingIsZero() => Assert.Equal(0UL, RdbChecksum.Of([]));

    [Fact]
    public void ItIsThatOfTheDefinitionForEveryLength()
    {
        var bytes = Encoding.ASCII.GetBytes(Text);
        for (var length = 0; length <= bytes.Length; length++)
        {
            Assert.Equal(RdbBytes.Checksum(bytes.AsSpan(0, length)), RdbChecksum.Of(bytes.AsSpan(0, length)));
        }
    }

    [Fact]
    public void PartsGiveWhatTheWholeGives()
    {
        var bytes = Encoding.ASCII.GetBytes(Text);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var parts = RdbChecksum.Begin();
            parts.Append(bytes.AsSpan(0, cut));
            parts.Append(bytes.AsSpan(cut));
            Assert.Equal(RdbChecksum.Of(bytes), parts.GetCurrentHashAsUInt64());
        }
    }
}
