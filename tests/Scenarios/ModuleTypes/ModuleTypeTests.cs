using System.Security.Cryptography;
using Aof.Data.Commands;
using Aof.Data.Execution;
using Aof.Data.Modules;
using Aof.Data.Primitives;
using Aof.State;

namespace Tests.Scenarios.ModuleTypes;

/// <summary>What a module may define, and how its values are distinguished, saved and digested.</summary>
public sealed class ModuleTypeTests
{
    [Theory]
    [InlineData("AAAAAAAAA", 1, 1UL)]
    [InlineData("AAAAAAAAB", 0, 1UL << 10)]
    [InlineData("AAAAAAA_-", 1023, (((63UL << 6) | 62) << 10) | 1023)]
    [InlineData("BAAAAAAAA", 0, 1UL << 58)]
    public void AnIdIsNineLettersOfSixBitsAndTenBitsOfVersion(string name, int version, ulong id) =>
        Assert.Equal(id, new Named(name, version).Id);

    [Theory]
    [InlineData("short", 0)]
    [InlineData("muchtoolong", 0)]
    [InlineData("no spaces", 0)]
    [InlineData("nineninen", 1024)]
    [InlineData("nineninen", -1)]
    public void OtherNamesAndVersionsAreRefused(string name, int version) =>
        Assert.ThrowsAny<ArgumentException>(() => new Named(name, version));

    [Theory]
    [InlineData("SET")]
    [InlineData("lower")]
    [InlineData("")]
    [InlineData("A.NAME.OF.MORE.THAN.THIRTY.TWO.LETTERS")]
    public void ACommandNeedsANameOfItsOwnInCapitals(string name) =>
        Assert.ThrowsAny<ArgumentException>(
        () => RedisCommands.With([], [new Command(name, 1, CommandFlags.None, static _ => { })]));

    [Fact]
    public void TwoCommandsOrTypesOfOneNameAreRefused()
    {
        var command = new Command("TWICE", 1, CommandFlags.None, static _ => { });
        Assert.ThrowsAny<ArgumentException>(() => RedisCommands.With([], [command, command with { Arity = 2 }]));
        Assert.ThrowsAny<ArgumentException>(
            () => RedisCommands.With([new Named("nineninen", 1), new Named("nineninen", 2)], []));
    }

    [Fact]
    public void ATypeIsFoundWhateverTheVersion()
    {
        Assert.True(CounterMap.Module.Types.TryFind((CounterMapType.Instance.Id & ~1023UL) | 7, out var type));
        Assert.Same(CounterMapType.Instance, type);
        Assert.False(CounterMap.Module.Types.TryFind(new Named("countmapz", 1).Id, out _));
    }

    [Fact]
    public void LoadAfterSaveIsIdentity()
    {
        var value = CounterMap.Of([new(Bytes.Of("a"), -1), new(Bytes.Of(""), long.MaxValue), new(Bytes.Of("\0"), 0)]);
        var record = value.Saved();
        Assert.Equal(record.Elements, value.Type.Load(record.Read(), encodingVersion: 1)?.Saved().Elements);
        Assert.Null(value.Type.Load(record.Read(), encodingVersion: 2));
        Assert.Equal("3  9223372036854775807 \\x00 0 a -1", record.ToString());
    }

    [Fact]
    public void ARecordGivesBackWhatItWasGivenAndNothingElse()
    {
        var record = new ModuleRecord();
        record.Add(1.5f);
        record.Add(double.NegativeInfinity);
        var reader = record.Read();
        Assert.False(reader.TryRead(out double _) || reader.TryRead(out ulong _) || reader.AtEnd);
        Assert.True(reader.TryRead(out float single) && reader.TryRead(out double number) && reader.AtEnd
            && single == 1.5f && double.IsNegativeInfinity(number));
        Assert.False(reader.TryRead(out Bytes _) || reader.TryRead(out long _));
    }

    [Fact]
    public void TheDigestMixesElementsAndXorsSequences()
    {
        // Calculated here with SHA-1 alone, by the rule of DEBUG DIGEST: mix(d, x) = sha(d ^ sha(x)), xor(d, x) = d ^
        // sha(x).
        var zero = new byte[20];
        var first = Mix(Mix(zero, "a"u8.ToArray()), "5"u8.ToArray());
        var second = Mix(Mix(zero, "b"u8.ToArray()), "7"u8.ToArray());
        var value = Xor(Xor(zero, first), second);
        var key = Xor(Mix(Mix(zero, "c"u8.ToArray()), [0, 0, 0, 5]), value);
        var expected = Xor(Mix(zero, [0, 0, 0, 0]), key);

        var server = TestServer.Up(new AofConfig { Commands = CounterMap.Module });
        server.Send("CMAP.ADD c b 7 a 5");
        Assert.Equal(Convert.ToHexStringLower(expected), server.Server.Data.Digest());
    }

    private static byte[] Mix(byte[] digest, byte[] data) => Sha(Xor(digest, data));

    private static byte[] Xor(byte[] digest, byte[] data) => [.. digest.Zip(Sha(data), static (a, b) => (byte)(a ^ b))];

#pragma warning disable CA5350 // DEBUG DIGEST is made of SHA-1.
    private static byte[] Sha(byte[] data) => SHA1.HashData(data);
#pragma warning restore CA5350

    private sealed class Named(string name, int version) : ModuleType(name, version)
    {
        public override ModuleValue? Load(ModuleRecordReader record, int encodingVersion) => null;
    }
}
