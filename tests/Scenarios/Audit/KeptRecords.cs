namespace Tests.Scenarios.Audit;

/// <summary>The records that are kept with the code.</summary>
internal static class KeptRecords
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Audit", "Records");

    public static string PathOf(string name) => Path.Combine(Folder, name);

    public static byte[] Bytes(string name) => File.ReadAllBytes(PathOf(name));
}
