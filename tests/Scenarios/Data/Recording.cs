using System.Buffers.Text;
using Aof.Data.Primitives;

namespace Tests.Scenarios.Data;

/// <summary>
/// A folder of the corpus, and the little of RESP that is needed to read it (a reader of its own, so that it vouches
/// for itself).
/// </summary>
internal sealed record Recording(string Version, string Family)
{
    /// <summary>The families that a recording of each version holds.</summary>
    public static TheoryData<string, string> Families(string version) => version switch
    {
        "redis-6.0.5" =>
            Pair(version, "strings", "lists", "hashes", "sets", "zsets", "keys", "multi", "bits", "streams", "mixed",
            "server"),
        "redis-3.0.7" => Pair(version, "strings", "lists", "hashes", "sets", "zsets", "keys"),
        _ => Pair(version, "strings", "lists", "mixed"),
    };

    public string Digest => File.ReadAllText(PathOf("digest.txt")).Trim();

    public List<Bytes[]> Commands => ReadCommands(PathOf("commands.resp"));

    /// <summary>
    /// A recorded log; Redis 7 has a directory of parts in its place, whose names sort as they are loaded.
    /// </summary>
    public List<Bytes[]> Log(string file) =>
        Directory.Exists(PathOf(file.Replace(".aof", ".dir", StringComparison.Ordinal)))
        ? [.. Directory.GetFiles(PathOf(file.Replace(".aof", ".dir", StringComparison.Ordinal)), "*.aof").Order(
        StringComparer.Ordinal).SelectMany(ReadCommands)]
        : ReadCommands(PathOf(file));

    /// <summary>
    /// The log after a rewrite with a preamble; of 7.0, the base file of its directory, whose RESP part was empty.
    /// </summary>
    public byte[] Preamble() =>
        File.ReadAllBytes(
        PathOf(Version == "redis-7.0.15" ? "preamble.dir/appendonly.aof.3.base.rdb" : "preamble.aof"));

    public List<string> Replies()
    {
        var bytes = File.ReadAllBytes(PathOf("replies.resp"));
        var replies = new List<string>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = ReplyLength(bytes.AsSpan(at));
            replies.Add(Bytes.Copy(bytes.AsSpan(at, length)).ToString());
            at += length;
        }

        return replies;
    }

    private static TheoryData<string, string> Pair(string version, params string[] families)
    {
        var data = new TheoryData<string, string>();
        foreach (var family in families)
        {
            data.Add(version, family);
        }

        return data;
    }

    private string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Corpus", Version, Family, file);

    private static List<Bytes[]> ReadCommands(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var commands = new List<Bytes[]>();
        for (var at = 0; at < bytes.Length;)
        {
            var argv = new Bytes[Number(bytes, ref at, '*')];
            for (var i = 0; i < argv.Length; i++)
            {
                var length = (int)Number(bytes, ref at, '$');
                argv[i] = Bytes.Copy(bytes.AsSpan(at, length));
                at += length + 2;
            }

            commands.Add(argv);
        }

        return commands;
    }

    private static long Number(byte[] bytes, ref int at, char kind)
    {
        Assert.Equal(kind, (char)bytes[at]);
        Assert.True(Utf8Parser.TryParse(bytes.AsSpan(at + 1), out long number, out var digits));
        at += digits + 3;
        return number;
    }

    private static int ReplyLength(ReadOnlySpan<byte> bytes)
    {
        var line = bytes.IndexOf("\r\n"u8) + 2;
        _ = Utf8Parser.TryParse(bytes[1..], out int number, out _);
        if (bytes[0] == '$')
        {
            return number < 0 ? line : line + number + 2;
        }

        for (var i = 0; bytes[0] == '*' && i < number; i++)
        {
            line += ReplyLength(bytes[line..]);
        }

        return line;
    }
}
