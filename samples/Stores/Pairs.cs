using ZoneTree.Options;

namespace Stores;

/// <summary>Stores of the NuGet registry, unchanged, as programs that audit records, crashes and recovers.</summary>
internal static class Pairs
{
    private const int Writes = 12;

    private const int BetweenCheckpoints = 4;

    private static readonly (string Name, Func<string, IPairs> Open)[] Stores =
    [
        ("dbreeze", directory => new DBreezePairs(directory)),
        ("litedb", directory => new LiteDbPairs(directory)),
        ("zonetree", directory => new ZoneTreePairs(directory, WriteAheadLogMode.Sync)),
        ("zonetree-async", directory => new ZoneTreePairs(directory, WriteAheadLogMode.AsyncCompressed)),
    ];

    /// <summary>The names of all stores.</summary>
    public static IEnumerable<string> Names => Array.ConvertAll(Stores, store => store.Name);

    /// <summary>
    /// Writes pairs, with a checkpoint after every fourth. Says what it begins and what it has promised.
    /// </summary>
    public static void Write(string name, string directory, TextWriter output)
    {
        using var store = Open(name, directory);
        for (var i = 0; i < Writes; i++)
        {
            output.WriteLine($"begin key{i}=value{i}");
            store.Put($"key{i}", $"value{i}");
            output.WriteLine($"ack key{i}=value{i}");
            if (i % BetweenCheckpoints == BetweenCheckpoints - 1)
            {
                store.Checkpoint();
            }
        }
    }

    /// <summary>Opens the store in each directory that is given, a line each, and answers with its pairs.</summary>
    public static void Recover(string name, TextReader input, TextWriter output)
    {
        while (input.ReadLine() is { } directory)
        {
            output.WriteLine(Answer(name, directory));
        }
    }

    private static string Answer(string name, string directory)
    {
        try
        {
            using var store = Open(name, directory);
            return string.Join(' ', store.All.Select(pair => $"{pair.Key}={pair.Value}").Prepend("ok"));
        }
#pragma warning disable CA1031 // Whatever a store throws, it refuses to start.
        catch (Exception refusal)
#pragma warning restore CA1031
        {
            return $"refused {refusal.GetType().Name}: {refusal.Message}".ReplaceLineEndings(" ");
        }
    }

    private static IPairs Open(string name, string directory) =>
        Stores.First(store => store.Name == name).Open(directory);
}
