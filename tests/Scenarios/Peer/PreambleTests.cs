using System.Globalization;
using System.Text;
using Aof.Data;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.KnownDefects;
using Aof.State;
using Sim.Machine.Disk;
using Tests.Scenarios.Cli;
using Tests.Scenarios.MultiPart;

namespace Tests.Scenarios.Peer;

/// <summary>The settings with which a real server writes RDB.</summary>
public enum RdbForm
{
    /// <summary>As it does by itself: packed, with a checksum.</summary>
    Usual,

    /// <summary>Nothing packed, no checksum, and how long each key was idle.</summary>
    PlainAndIdle,

    /// <summary>
    /// How often each key was used, a library of functions, elements of lists that are nodes of their own, no small
    /// collections.
    /// </summary>
    LargeAndFrequent,
}

/// <summary>
/// RDB at both ends: what we write is sound for the checkers of Redis and gives a real server our dataset, and what it
/// writes, in each of its forms, gives us its dataset. Values alone (DUMP, RESTORE) as well.
/// </summary>
public sealed class PreambleTests : IDisposable
{
    private const string Library = "#!lua name=f\nredis.register_function('f', function() return 1 end)";

    private readonly TemporaryDirectory directory = new();

    private static AofConfig Of70 => Parts.Config(Profile.Redis70, FsyncPolicy.No) with { AutoRewritePercentage = 0 };

    public static TheoryData<ulong> Seeds => PeerTests.Seeds;

    /// <summary>Every form with every seed.</summary>
    public static TheoryData<ulong, RdbForm> SeedsAndForms
    {
        get
        {
            var data = new TheoryData<ulong, RdbForm>();
            foreach (var seed in PeerTests.Seeds)
            {
                Array.ForEach(Enum.GetValues<RdbForm>(), form => data.Add(seed, form));
            }

            return data;
        }
    }

    public void Dispose() => directory.Dispose();

    [CheckerTheory]
    [MemberData(nameof(Seeds))]
    public void TheirCheckersAndServerAcceptOurPreamble(ulong seed)
    {
        var ours = Ours(seed);
        var preamble = ours.Rewrite().Content(TestServer.AofName);
        Assert.StartsWith("REDIS0009", preamble, StringComparison.Ordinal);
        AssertSound(RedisChecker.Rdb(Saved(preamble)), "RDB looks OK");
        ours.SendTurn("SELECT 9", "INCR tail", "MULTI", "SADD new tail", "XADD newer 5-5 f v", "EXEC");
        var log = ours.Content(TestServer.AofName);
        Assert.Equal(preamble, log[..preamble.Length]);
        AssertSound(RedisChecker.Aof(Saved(log)), "RDB preamble is OK");
        using var peer = new RealPeer(Encoding.Latin1.GetBytes(log));
        AssertSame(ours, peer);
    }

    /// <summary>The base of the profile of 7.0, with all that streams count there, and with functions.</summary>
    [CheckerTheory]
    [MemberData(nameof(Seeds))]
    public void TheirCheckersAndServerAcceptOurBaseOf7(ulong seed)
    {
        var ours = Ours(seed, Of70 with { UseRdbPreamble = true });
        Does(Asking(ours), ["FUNCTION", "LOAD", Library]);
        var files = Parts.FilesOf(ours.Rewrite());
        var written = files.Single(file => file.Path == Parts.Base(2, "rdb")).Content;
        Assert.Equal("REDIS0010"u8, written.AsSpan(0, 9));
        AssertSound(RedisChecker.Rdb(Saved(Encoding.Latin1.GetString(written))), "RDB looks OK");
        using var peer = new RealPeer(files, "--zset-max-listpack-entries", "128");
        AssertSame(ours, peer);
        using var client = peer.Connect();
        Assert.Equal(client.Send("FUNCTION", "DUMP"), Asking(ours)(["FUNCTION", "DUMP"]));
        Assert.StartsWith("*1", client.Send("FUNCTION", "LIST"), StringComparison.Ordinal);
    }

    /// <summary>Their base of version 10, read by the profile of 7.0, keeps functions and what streams count.</summary>
    [PeerTheory]
    [MemberData(nameof(Seeds))]
    public void TheirBaseGivesOurServerOf7All(ulong seed)
    {
        using var peer = Theirs(seed, RdbForm.Usual);
        using var client = peer.Connect();
        Does(client.Send, ["FUNCTION", "LOAD", Library]);
        peer.Rewrite();
        var files = Directory.GetFiles(peer.LogFolder).Select(
            path => (Parts.Folder + Path.GetFileName(path), File.ReadAllBytes(path)));
        var loaded = TestServer.On(Of70, DiskImage.Of([.. files]));
        AssertSame(loaded, peer);
        Assert.Empty(loaded.Server.Loaded.Notices);
        Assert.Equal(client.Send("FUNCTION", "DUMP"), Asking(loaded)(["FUNCTION", "DUMP"]));
    }

    [PeerTheory]
    [MemberData(nameof(SeedsAndForms))]
    public void TheirPreambleGivesUsTheirDataset(ulong seed, RdbForm form)
    {
        using var peer = Theirs(seed, form);
        peer.Rewrite();
        Assert.Equal("REDIS0010"u8, File.ReadAllBytes(peer.Base).AsSpan(0, 9));
        _ = CapturedTerminal.Run("check-aof", peer.Base).WentWell(holding: "is sound");
        using var client = peer.Connect();
        Does(client.Send, ["SET", "tail", "in the next part of the log"]);
        _ = CapturedTerminal.Run("digest", peer.LogFolder).WentWell(holding: peer.Digest);

        var loaded = TestServer.On(Encoding.Latin1.GetString(peer.Log));
        AssertSame(loaded, peer);
        Assert.Equal(form == RdbForm.LargeAndFrequent ? ["libraries of functions that were read over: 1"] : [],
            loaded.Server.Loaded.Notices);
    }

    [PeerTheory]
    [MemberData(nameof(Seeds))]
    public void TheirServerRestoresWhatWeDump(ulong seed)
    {
        var ours = Ours(seed);
        using var peer = new RealPeer();
        using var client = peer.Connect();
        foreach (var command in Restores(ours.Server.Data, Asking(ours)))
        {
            Does(client.Send, command);
        }

        AssertSame(ours, peer);
    }

    /// <summary>7.0 dumps in version 10, which 6.0.5 does not take from a client. In a log of 7.0 we take it.</summary>
    [PeerTheory]
    [MemberData(nameof(Seeds))]
    public void TheirDumpIsRestoredFromTheirLogButNotForAClient(ulong seed)
    {
        using var peer = Theirs(seed, RdbForm.Usual);
        using var client = peer.Connect();
        var (keys, empty) = (Ours(seed).Server.Data, Asking(TestServer.Up()));
        var restores = Restores(keys, client.Send).ToList();
        peer.Empty();
        foreach (var command in restores)
        {
            Does(client.Send, command);
            Assert.Equal(command[0] == "RESTORE" ? "-ERR DUMP payload version or checksum are wrong\r\n" : "+OK\r\n",
                empty(command));
        }

        AssertSame(TestServer.On(Encoding.Latin1.GetString(peer.Log)), peer);
    }

    /// <summary>
    /// The commands that restore each key of a dataset, with its deadline, from the dumps of a server with the same
    /// keys.
    /// </summary>
    private static IEnumerable<string[]> Restores(Dataset keys, Func<string[], string> ask)
    {
        for (var number = 0; number < keys.DatabaseCount; number++)
        {
            string[] select = ["SELECT", $"{number}"];
            Does(ask, select);
            yield return select;
            foreach (var entry in keys[number].Entries)
            {
                var dumped = ask(["DUMP", entry.Key.ToLatin1()]);
                var payload = dumped[(dumped.IndexOf('\n', StringComparison.Ordinal) + 1)..^2];
                yield return ["RESTORE", entry.Key.ToLatin1(),
                    (entry.Deadline ?? 0).ToString(CultureInfo.InvariantCulture), payload, "ABSTTL"];
            }
        }
    }

    private static TestServer Ours(ulong seed, AofConfig? config = null)
    {
        var world = TestServer.Up(
            config ?? new AofConfig { UseRdbPreamble = true, Policy = FsyncPolicy.No, AutoRewritePercentage = 0 });
        var ask = Asking(world);
        Bounds.Commands(seed).ToList().ForEach(command => Does(ask, command));
        return world;
    }

    /// <summary>
    /// A real server that holds the values of the bounds, and writes them in this form when it rewrites.
    /// </summary>
    private static RealPeer Theirs(ulong seed, RdbForm form)
    {
        var peer = new RealPeer(log: null, [.. Options(form)]);
        using var client = peer.Connect();
        if (form == RdbForm.LargeAndFrequent)
        {
            Does(client.Send, ["DEBUG", "QUICKLIST-PACKED-THRESHOLD", "200B"]);
            Does(client.Send, ["FUNCTION", "LOAD", Library]);
        }

        foreach (var command in Bounds.Commands(seed))
        {
            Does(client.Send, command);
        }

        return peer;
    }

    private static IEnumerable<string> Options(RdbForm form) => form switch
    {
        RdbForm.Usual => ["--aof-use-rdb-preamble", "yes", "--zset-max-listpack-entries", "128"],
        RdbForm.PlainAndIdle => [.. Options(RdbForm.Usual), "--rdbcompression", "no", "--rdbchecksum", "no",
            "--maxmemory-policy", "allkeys-lru"],
        _ => [.. Options(RdbForm.Usual), "--maxmemory-policy", "allkeys-lfu", "--hash-max-listpack-entries", "0",
            "--set-max-intset-entries", "0", "--zset-max-listpack-entries", "0"],
    };

    private static Func<string[], string> Asking(TestServer world)
    {
        var session = new Session(new Reply());
        return words => world.Send(session, [.. words.Select(Bytes.Of)]);
    }

    private static void Does(Func<string[], string> ask, string[] command)
    {
        var reply = ask(command);
        Assert.False(reply[0] == '-', $"{string.Join(' ', command.Take(3))}: {reply}");
    }

    private static void AssertSound(RedisChecker check, string words)
    {
        Assert.True(check.ExitCode == 0, check.Output);
        Assert.Contains(words, check.Output, StringComparison.Ordinal);
    }

    private static void AssertSame(TestServer ours, RealPeer peer)
    {
        Assert.True(ours.ExitReason is null, ours.ExitReason);
        var data = ours.Server.Data;
        Assert.Equal(peer.Digest, data.Digest());
        Assert.Equal(StreamNotes.Of(peer, data, Forgotten.Nothing), StreamNotes.Of(ours, data, Forgotten.Nothing));
    }

    private string Saved(string log)
    {
        File.WriteAllBytes(directory["a.aof"], Encoding.Latin1.GetBytes(log));
        return directory["a.aof"];
    }
}
