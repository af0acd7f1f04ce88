using Sim.Plans;

namespace Tests.Scenarios.Explore;

/// <summary>The plans of one folder of these tests.</summary>
internal static class PlanFolder
{
    public static TheoryData<string> Names(string folder) => [.. Files(folder)];

    public static IEnumerable<string> Files(string folder) =>
        Directory.GetFiles(PathOf(folder), "*.json").Select(path => Path.GetFileName(path)).Order(
            StringComparer.Ordinal);

    public static Plan Read(string folder, string name)
    {
        var text = File.ReadAllText(Path.Combine(PathOf(folder), name));
        Assert.True(PlanFile.TryRead(text, out var plan, out var error), error);
        return plan;
    }

    private static string PathOf(string folder) => Path.Combine(AppContext.BaseDirectory, "Explore", folder);
}
