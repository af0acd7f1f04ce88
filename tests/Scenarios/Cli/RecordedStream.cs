namespace Tests.Scenarios.Cli;

/// <summary>The folders of recorded commands and files of real servers.</summary>
public static class RecordedStream
{
    public static string Of(string version, string family) =>
        Path.Combine(AppContext.BaseDirectory, "Corpus", version, family);
}
