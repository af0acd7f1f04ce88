using System.Text;
using Aof.KnownDefects;
using Aof.Load;
using Tests.Scenarios.MultiPart;
using Tests.Scenarios.Rdb;

namespace Tests.Scenarios.Load;

/// <summary>
/// The profile of a version loads what that version loads, and no more; a fixed server loads all that is known here.
/// Digests and ends of 7.0.15 are those of redis-server 7.0.15 on the same bytes.
/// </summary>
public sealed class FaithfulLoadTests
{
    private const string OnlyA = "943d800368fb9c0e951138f1bc0e313ac769d91f";
    private const string AAndK = "1841d7952ffeb1189bf8cf1fa5d014792bda786f";

    [Theory]
    [InlineData("SET a 1|FLUSHALL SYNC", "0000000000000000000000000000000000000000")]
    [InlineData("ZADD z 5 b|ZADD z GT 7 b", "5e0fb3d1acdbe1e6878ec2496c7acfd23c0be4a9")]
    [InlineData("GEOADD src 1 1 p|GEORADIUS src 1 1 1 km COUNT 1 ANY STORE dst",
        "90e09daf90d8bd61bd44966a72085d2f2f83dbf0")]
    [InlineData("SET a 1|SCRIPT LOAD return|SCRIPT FLUSH|SET b 2", "7dff4aa4711992a6870417c26949f355d23a7cac")]
    public void ALogOfRedis7HasItsDigest(string log, string digest)
    {
        foreach (var profile in (Profile[])[Profile.Redis70, Profile.Hardened7])
        {
            var w = Started(profile, Resp.Log(log.Split('|')));
            Assert.Equal((LoadOutcome.Loaded, null), (w.Server.Loaded.Outcome, w.Server.Loaded.Refused));
            Assert.Equal(digest, w.Server.Data.Digest());
        }
    }

    /// <summary>A payload of the next version, with a wrong checksum, and the first that 7.0 wrote.</summary>
    [Theory]
    [InlineData("redis-7.0", 11, 0, OnlyA)]
    [InlineData("redis-7.0", 10, 1, OnlyA)]
    [InlineData("redis-7.0", 10, 0, AAndK)]
    [InlineData("redis-6.0.5", 11, 0, OnlyA)]
    [InlineData("redis-6.0.5", 10, 0, OnlyA)]
    [InlineData("redis-6.0.5", 9, 0, AAndK)]
    [InlineData("hardened", 11, 0, AAndK)]
    [InlineData("hardened-7", 11, 0, AAndK)]
    [InlineData("hardened-7", 11, 1, OnlyA)]
    public void APayloadOfALaterVersionIsRefused(string profile, int version, int flaw, string digest)
    {
        var payload = RdbBytes.Payload(0, "01 'v'", version).Span.ToArray();
        payload[^1] ^= (byte)flaw;
        var w = Started(Profile.Named(profile)!, WithRestore(payload));
        Assert.Equal(digest, w.Server.Data.Digest());
        const string Refused = "1, the first at byte 27: RESTORE: ERR DUMP payload version or checksum are wrong";
        Assert.Equal(digest == OnlyA,
            w.Server.Loaded.Refused?.ToString().StartsWith(Refused, StringComparison.Ordinal) ?? false);
    }

    /// <summary>A hash, a list, a sorted set as a ziplist that is none; for a type that is none 7.0 replies.</summary>
    [Theory]
    [InlineData(13, "05 'xxxxx'", true)]
    [InlineData(14, "01 05 'xxxxx'", true)]
    [InlineData(12, "05 'xxxxx'", true)]
    [InlineData(99, "01 'v'", false)]
    public void ADamagedPayloadEndsTheStartOf7(int type, string content, bool ends)
    {
        var log = WithRestore(RdbBytes.Payload(type, content).Span.ToArray());
        var w = Started(Profile.Redis70, log);
        Assert.Equal(ends ? 1 : null, w.ExitCode);
        foreach (var name in (string[])["redis-6.0.5", "hardened", "hardened-7"])
        {
            w = Started(Profile.Named(name)!, log);
            Assert.Equal((OnlyA, 1L), (w.Server.Data.Digest(), w.Server.Loaded.Refused?.Count));
        }
    }

    [Theory]
    [InlineData("redis-7.0", "REDIS0011", false)]
    [InlineData("redis-7.0", "REDIS0010", true)]
    [InlineData("redis-7.0", "VALKEY080", false)]
    [InlineData("redis-6.0.5", "REDIS0010", false)]
    [InlineData("redis-6.0.5", "REDIS0009", true)]
    [InlineData("redis-6.0.5", "VALKEY080", false)]
    [InlineData("hardened", "REDIS0012", true)]
    [InlineData("hardened", "VALKEY080", true)]
    [InlineData("hardened-7", "VALKEY080", true)]
    public void APreambleOfALaterVersionIsRefused(string profile, string head, bool loads)
    {
        var log = head + "\0\u0001k\u0001v\u00ff\0\0\0\0\0\0\0\0" + Resp.Log("SET a 1");
        var w = Started(Profile.Named(profile)!, log);
        Assert.Equal(loads ? null : 1, w.ExitCode);
        if (loads)
        {
            Assert.Equal(AAndK, w.Server.Data.Digest());
        }
    }

    private static string WithRestore(byte[] payload) =>
        Resp.Log("SET a 1") + Resp.Record("RESTORE", "k", "0", Encoding.Latin1.GetString(payload));

    /// <summary>A server that was started on a log of one file, which one of several takes over.</summary>
    private static TestServer Started(Profile profile, string log) =>
        TestServer.Up(Parts.Config(profile), log);
}
