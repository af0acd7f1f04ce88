using LiteDB;

namespace Stores;

/// <summary>Documents of LiteDB, one a pair.</summary>
internal sealed class LiteDbPairs(string directory) : IPairs
{
    private readonly LiteDatabase database = new($"Filename={Path.Combine(directory, "data.db")}");

    public IEnumerable<(string Key, string Value)> All =>
        database.GetCollection("pairs").FindAll().Select(pair => (pair["_id"].AsString, pair["value"].AsString));

    public void Put(string key, string value) =>
        database.GetCollection("pairs").Upsert(new BsonDocument { ["_id"] = key, ["value"] = value });

    public void Checkpoint() => database.Checkpoint();

    public void Dispose() => database.Dispose();
}
