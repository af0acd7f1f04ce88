namespace Sim.Versions;

/// <summary>The files of this folder that are embedded in the program.</summary>
internal static class Resource
{
    /// <summary>The text of a file; a folder's name precedes it with a dot.</summary>
    internal static string Text(string name)
    {
        using var stream = typeof(Resource).Assembly.GetManifestResourceStream($"Sim.Versions.{name}")
            ?? throw new InvalidOperationException($"the resource {name} is missing");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
