using DBreeze;

namespace Stores;

/// <summary>A table of DBreeze. A write is a transaction.</summary>
internal sealed class DBreezePairs(string directory) : IPairs
{
    private readonly DBreezeEngine engine = new(directory);

    public IEnumerable<(string Key, string Value)> All
    {
        get
        {
            using var reading = engine.GetTransaction();
            return [.. reading.SelectForward<string, string>("pairs").Select(row => (row.Key, row.Value))];
        }
    }

    public void Put(string key, string value)
    {
        using var writing = engine.GetTransaction();
        writing.Insert("pairs", key, value);
        writing.Commit();
    }

    /// <summary>It has none.</summary>
    public void Checkpoint()
    {
    }

    public void Dispose() => engine.Dispose();
}
