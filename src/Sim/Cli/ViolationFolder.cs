using System.Globalization;
using Sim.Explore;

namespace Sim.Cli;

/// <summary>Where violations are kept, one plan file each. The folder is made when the first one comes.</summary>
internal sealed class ViolationFolder(string directory)
{
    internal void Keep(ulong seed, Plan plan)
    {
        _ = Directory.CreateDirectory(directory);
        File.WriteAllText(PathOf(seed), PlanFile.Write(plan));
    }

    /// <summary>The one line that shows a violation again.</summary>
    internal string ReplayLine(ulong seed) => $"dotnet run -c Release --project src/Sim -- replay {Quoted(PathOf(seed))}";

    private static string Quoted(string path) => path.Contains(' ', StringComparison.Ordinal) ? $"\"{path}\"" : path;

    private string PathOf(ulong seed) =>
        Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"violation-{seed}.json")).Replace('\\', '/');
}
