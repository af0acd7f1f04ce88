namespace Sim.Report;

/// <summary>The text files that are embedded in the program: the parts of its pages, and their data.</summary>
internal static class Resource
{
    /// <summary>The text of a file, by its path from src/Sim with dots for slashes.</summary>
    internal static string Text(string name)
    {
        using var stream = typeof(Resource).Assembly.GetManifestResourceStream($"Sim.{name}")
            ?? throw new InvalidOperationException($"the resource {name} is missing");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
