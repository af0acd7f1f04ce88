namespace Sim.Kernel.Histories;

/// <summary>The paths under which a history knows its open files, after a rename.</summary>
internal static class HandlePaths
{
    /// <summary>The path itself, and those below it when it is a directory.</summary>
    public static string[] Below(string path, IEnumerable<string> all) =>
        [.. all.Where(other => other == path || other.StartsWith(path + "/", StringComparison.Ordinal))];

    /// <summary>The path after the rename of one directory or file above it.</summary>
    public static string Moved(string path, string from, string to) => to + path[from.Length..];
}
