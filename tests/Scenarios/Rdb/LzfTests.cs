using System.Text;
using Aof.Rdb;

namespace Tests.Scenarios.Rdb;

/// <summary>LZF: what is unpacked is exact or nothing, what is packed comes back.</summary>
public sealed class LzfTests
{
    [Theory]
    [InlineData("02 'abc'", "abc")]
    [InlineData("00 'a' e0 00 00", "aaaaaaaaaa")]
    [InlineData("02 'abc' 20 02", "abcabc")]
    [InlineData("02 'abc' 60 02 00 'x'", "abcabcabx")]
    [InlineData("00 'a' e0 ff 00", "a*265")]
    public void LiteralsAndCopies(string packed, string text)
    {
        text = text.EndsWith("*265", StringComparison.Ordinal) ? new string('a', 265) : text;
        Assert.Equal(text, Unpacked(RdbBytes.Of(packed), text.Length));
    }

    [Theory]
    [InlineData("02 'ab'", 3)] // Fewer literals than said.
    [InlineData("00 'a' e0 00", 10)] // A copy without its distance.
    [InlineData("00 'a' e0", 10)]
    [InlineData("00 'a' 20 01", 4)] // From before the beginning.
    [InlineData("20 00", 3)]
    [InlineData("00 'a' e0 ff 00", 264)] // More than there is room for.
    [InlineData("00 'a' e0 ff 00", 266)] // Less.
    [InlineData("02 'abc'", 2)]
    [InlineData("", 1)]
    public void WhatDoesNotFitExactlyIsRefused(string packed, int size) =>
        Assert.Null(Unpacked(RdbBytes.Of(packed), size));

    [Fact]
    public void WhatWasPackedComesBack()
    {
        foreach (var text in Texts())
        {
            var packed = new byte[text.Length];
            var isPacked = Lzf.TryPack(text, packed, out var size);
            Assert.True(!isPacked || Unpacked(packed[..size], text.Length) == Encoding.Latin1.GetString(text),
                $"{text.Length} bytes");
        }
    }

    [Fact]
    public void EveryProperPrefixOfAPackedTextIsRefused()
    {
        var text = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Range(0, 300).Select(i => $"item {i % 37},")));
        var packed = new byte[text.Length];
        Assert.True(Lzf.TryPack(text, packed, out var size));
        Assert.InRange(size, 1, text.Length / 3);
        Assert.All(Enumerable.Range(0, size), length => Assert.Null(Unpacked(packed[..length], text.Length)));
    }

    [Fact]
    public void NoPackedTextUnpacksToMoreThanTheBound()
    {
        var text = new byte[100_000];
        var packed = new byte[text.Length];
        Assert.True(Lzf.TryPack(text, packed, out var size));
        Assert.InRange(text.Length, size * 80L, Lzf.MaxOutput(size));
    }

    [Theory]
    [InlineData(20, false)]
    [InlineData(30, true)]
    public void ItIsPackedWhenThereIsRoomForIt(int room, bool isPacked) =>
        Assert.Equal(isPacked, Lzf.TryPack("abcdefghijklmnopqrstuvwxyzabcdef"u8, new byte[room], out _));

    private static IEnumerable<byte[]> Texts()
    {
        var state = 1UL;
        for (var length = 1; length < 20_000; length = (length * 5 / 4) + 1)
        {
            foreach (var letters in (int[])[1, 2, 5, 256])
            {
                var text = new byte[length];
                for (var i = 0; i < length; i++)
                {
                    state = (state * 6364136223846793005) + 1442695040888963407;
                    text[i] = (byte)((state >> 33) % (ulong)letters);
                }

                yield return text;
            }
        }
    }

    private static string? Unpacked(byte[] packed, int size)
    {
        var text = new byte[size];
        return Lzf.TryUnpack(packed, text) ? Encoding.Latin1.GetString(text) : null;
    }
}
