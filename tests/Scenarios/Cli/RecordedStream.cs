namespace Tests.Scenarios.Cli;

/// <summary>The folders of what real servers were sent and left behind.</summary>
public static class RecordedStream
{
    public static string Of(string version, string family) =>
        Path.Combine(AppContext.BaseDirectory, "Corpus", version, family);
}
