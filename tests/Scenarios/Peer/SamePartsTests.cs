using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Aof.State;
using Tests.Scenarios.MultiPart;

namespace Tests.Scenarios.Peer;

/// <summary>
/// A real server and the profile of its version get the same random commands, those of 6.2 and 7.0 included: the
/// same replies, digests, manifests and increments, byte for byte but for moments of the two clocks.
/// </summary>
public sealed partial class SamePartsTests(SamePartsTests.Shared shared) : IClassFixture<SamePartsTests.Shared>
{
    private const int Commands = 1200;

    public static TheoryData<ulong> Seeds => PeerTests.Seeds;

    public static TheoryData<string> FamilyNames => [.. Families7.All.Select(family => family.Name)];

    private static AofConfig Config =>
        Parts.Config(PeerProfile.Current, FsyncPolicy.No) with { AutoRewritePercentage = 0 };

    [AnyPeerTheory]
    [MemberData(nameof(FamilyNames))]
    public void AFamilyOf7IsAnsweredAlike(string name)
    {
        var family = Families7.All.Single(family => family.Name == name);
        Comparison.Fight(shared.Peer, seed: 1, CommandStream.Of(seed: 1, Commands / 3, [family]), Config).Dispose();
    }

    [AnyPeerTheory]
    [MemberData(nameof(Seeds))]
    public void BothWriteTheSameParts(ulong seed) => AssertSame(seed, [.. Families.All, .. Families7.All, .. Later]);

    /// <summary>A server without such commands gets others.</summary>
    [AnyPeerTheory]
    [MemberData(nameof(Seeds))]
    public void BothWriteTheSameHashes(ulong seed) =>
        AssertSame(seed, [.. Later, Families.All.Single(static family => family.Name == "hashes")]);

    private static IReadOnlyList<Family> Later => Families8.Of(PeerProfile.Current.Dialect);

    [AnyPeerTheory]
    [MemberData(nameof(Seeds))]
    public void BothWriteTheSameStreams(ulong seed) => AssertSame(seed, StreamFamilies7.All);

    private static void AssertSame(ulong seed, IReadOnlyList<Family> families)
    {
        using var peer = Shared.Start();
        using var duel = Comparison.Fight(peer, seed, CommandStream.Of(seed, Commands, families), Config);
        AssertSameFiles(duel.Ours, peer);
        peer.Rewrite();
        _ = duel.Ours.Rewrite();
        AssertSameFiles(duel.Ours, peer);
        using var loaded = new RealPeer(Parts.FilesOf(duel.Ours), Shared.Options);
        Assert.Equal(peer.Digest, loaded.Digest);
    }

    /// <summary>A base holds its keys in the order of a hash table: the digest vouches for it.</summary>
    private static void AssertSameFiles(TestServer ours, RealPeer peer)
    {
        var files = Parts.FilesOf(ours);
        Assert.Equal(
            Directory.GetFiles(peer.LogFolder).Select(path => Parts.Folder + Path.GetFileName(path)).Order(),
            files.Select(file => file.Path).Order());
        foreach (var (path, content) in files.Where(file => !file.Path.Contains(".base.", StringComparison.Ordinal)))
        {
            var theirs = File.ReadAllBytes(Path.Combine(peer.LogFolder, Path.GetFileName(path)));
            Assert.Equal(
                WithoutMoments(WithoutFlush(theirs)), WithoutMoments(Encoding.Latin1.GetString(content)));
        }
    }

    /// <summary>Theirs begins with the FLUSHALL that makes any peer empty, and counts it in the manifest.</summary>
    private static string WithoutFlush(byte[] content)
    {
        var text = Encoding.Latin1.GetString(content);
        text = text.Replace("*1\r\n$8\r\nFLUSHALL\r\n", "", StringComparison.Ordinal);
        return Offsets().Replace(
            text, static found => Invariant($"{long.Parse(found.ValueSpan, CultureInfo.InvariantCulture) - 1}"));
    }

    private static string WithoutMoments(string text) => Moments().Replace(text, "(moment)");

    [GeneratedRegex(@"(?<=(PXAT|TIME|(?i:PEXPIREAT)\r\n\$\d+\r\n[^\r]*)\r\n)\$1[36]\r\n\d{13,16}")]
    private static partial Regex Moments();

    [GeneratedRegex(@"(?<= (start|end)offset )[1-9]\d*(?=[ \n])")]
    private static partial Regex Offsets();

    /// <summary>One server for the families, started when the first of them is tried.</summary>
    public sealed class Shared : IDisposable
    {
        private RealPeer? peer;

        /// <summary>Small sorted sets are listpacks, as by default.</summary>
        internal static string[] Options => ["--zset-max-listpack-entries", "128"];

        internal RealPeer Peer => peer ??= Start();

        internal static RealPeer Start() => new(log: null, Options);

        public void Dispose() => peer?.Dispose();
    }
}
