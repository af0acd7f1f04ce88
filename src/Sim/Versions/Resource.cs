namespace Sim.Versions;

/// <summary>The files of this folder that are a part of the program.</summary>
internal static class Resource
{
    /// <summary>The text of one; a folder's name stands before it with a dot.</summary>
    internal static string Text(string name)
    {
        using var stream = typeof(Resource).Assembly.GetManifestResourceStream($"Sim.Versions.{name}")
            ?? throw new InvalidOperationException($"the resource {name} is missing");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
