namespace Stores;

/// <summary>A store of pairs in a directory.</summary>
internal interface IPairs : IDisposable
{
    /// <summary>All pairs.</summary>
    IEnumerable<(string Key, string Value)> All { get; }

    /// <summary>Writes a pair. It is promised when this returns.</summary>
    void Put(string key, string value);

    /// <summary>Writes what is in the log of the store to where it belongs, where a store does so when told.</summary>
    void Checkpoint();
}
