using LiteDB;
using Sim.Files;
using Sim.Machine.CrashTesting;
using Sim.Os;

namespace WalStore.Tests;

/// <summary>
/// LiteDB as it comes from NuGet, on the simulated disk. A step is a transaction of two documents; it is promised when
/// Commit returns.
/// </summary>
public sealed class LiteDbTest : ICrashTested<(int Key, string Value)>
{
    /// <summary>A transaction writes the documents with this key and with the same key plus this.</summary>
    private const int Twin = 100;

    /// <summary>
    /// An empty database, which appears as a whole. LiteDB makes one in place, and a power loss can leave half of it.
    /// </summary>
    private static readonly byte[] Empty = NewDatabase();

    /// <inheritdoc/>
    public void Live(Host host, Life<(int Key, string Value)> life)
    {
        using var database = Open(host);
        var documents = database.GetCollection("documents");
        for (var i = 0; i < life.Steps; i++)
        {
            var chance = life.Chance(i);
            var value = $"{life.Number}.{i}".PadRight(chance.Below(1_500), (char)('a' + chance.Below(26)));
            var step = life.Begin((1 + chance.Below(5), value));
            _ = database.BeginTrans();
            foreach (var key in new[] { step.Value.Key, step.Value.Key + Twin })
            {
                _ = documents.Upsert(new BsonDocument { ["_id"] = key, ["value"] = value });
            }

            _ = database.Commit();
            step.Acknowledge();
            if (i % 8 == 7)
            {
                database.Checkpoint();
            }
        }
    }

    /// <inheritdoc/>
    public string? Recover(Host host, StepHistory<(int Key, string Value)> history)
    {
        using var database = Open(host);
        var found = database.GetCollection("documents").FindAll()
            .ToDictionary(document => document["_id"].AsInt32, document => document["value"].AsString);
        return history.Check(steps => Difference(steps, found));
    }

    private static string? Difference(
        IReadOnlyList<(int Key, string Value)> steps, Dictionary<int, string> found)
    {
        var expected = new SortedDictionary<int, string>();
        foreach (var (key, value) in steps)
        {
            expected[key] = value;
            expected[key + Twin] = value;
        }

        var wrong = expected.Where(pair => found.GetValueOrDefault(pair.Key) != pair.Value)
            .Select(pair => $"document {pair.Key} should be {Shown(pair.Value)} and is "
                + Shown(found.GetValueOrDefault(pair.Key)));
        return wrong.FirstOrDefault()
            ?? (found.Count > expected.Count ? $"there are {found.Count} documents, not {expected.Count}" : null);
    }

    private static string Shown(string? value) => value?.TrimEnd(value[^1]) ?? "missing";

    /// <summary>LiteDB takes a stream for its data and one for its log. Their names are durable before.</summary>
    private static LiteDatabase Open(Host host)
    {
        var system = new PortFileSystem(host.Files);
        if (!system.File.Exists("data.db"))
        {
            using (var file = system.FileStream.New("data.new", FileMode.Create))
            {
                file.Write(Empty);
                file.Flush(flushToDisk: true);
            }

            system.File.Move("data.new", "data.db");
        }

        var (data, log) = (Stream(host.Files, "data.db"), Stream(host.Files, "data-log.db"));
        system.SyncDirectory("/");
        return new LiteDatabase(data, mapper: null, log);
    }

    private static PortStream Stream(IFiles files, string path)
    {
        var opened = files.Open(path, OpenMode.Read | OpenMode.Write | OpenMode.Create);
        return opened.Ok
            ? new PortStream(files, opened.Value, path, FileAccess.ReadWrite) { SyncsOnFlush = true }
            : throw new ProcessExit(1, opened.Error.Message());
    }

    private static byte[] NewDatabase()
    {
        using var stream = new MemoryStream();
        new LiteDatabase(stream).Dispose();
        return stream.ToArray();
    }
}
