namespace Tests.Scenarios.Library.Mistakes;

/// <summary>A key-value store that may have a mistake. It opens itself in its constructor.</summary>
internal interface IMistakenStore
{
    /// <summary>The keys and values.</summary>
    SortedDictionary<string, string> Pairs { get; }

    /// <summary>Writes a pair, which need not be durable.</summary>
    void Put(string key, string value);

    /// <summary>All pairs are durable when this returns.</summary>
    void Commit();
}
