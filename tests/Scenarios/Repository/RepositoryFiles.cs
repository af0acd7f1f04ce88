using System.Text;

namespace Tests.Scenarios.Repository;

/// <summary>One text file of the repository, by its path from the root (with forward slashes).</summary>
internal sealed record SourceFile(string Path, string Text);

/// <summary>The text files that people write; files of builds, runs and tools are ignored.</summary>
internal static class RepositoryFiles
{
    private static readonly string[] Left = ["bin", "obj", ".git", ".vs", ".idea", "TestResults", "coverage",
        "artifacts", "out", "failures", "BenchmarkDotNet.Artifacts"];

    private static readonly string[] Written = [".cs", ".csproj", ".props", ".targets", ".sln", ".json", ".xml", ".yml",
        ".md", ".html", ".css", ".js", ".editorconfig", ".gitignore", ".gitattributes"];

    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>The files below a folder ("" for all), in the order of their paths.</summary>
    public static List<SourceFile> Under(string folder)
    {
        var files = new List<SourceFile>();
        Collect(new DirectoryInfo(Path.Combine(Root, folder)), files);
        Assert.NotEmpty(files);
        return files;
    }

    private static void Collect(DirectoryInfo directory, List<SourceFile> files)
    {
        foreach (var file in directory.GetFiles().Where(
            file => Written.Contains(file.Extension) || file.Directory!.Name == ".ci").OrderBy(
                file => file.Name, StringComparer.Ordinal))
        {
            // Latin-1 keeps every byte as it is, a carriage return and a byte order mark included.
            files.Add(new SourceFile(Path.GetRelativePath(Root, file.FullName).Replace('\\', '/'),
                File.ReadAllText(file.FullName, Encoding.Latin1)));
        }

        foreach (var below in directory.GetDirectories().Where(below => !Left.Contains(below.Name)).OrderBy(
            below => below.Name, StringComparer.Ordinal))
        {
            Collect(below, files);
        }
    }

    private static string FindRoot(string start)
    {
        for (var directory = new DirectoryInfo(start); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Sim.sln")))
            {
                return directory.FullName;
            }
        }

        throw new DirectoryNotFoundException("Sim.sln is in none of the folders above the tests.");
    }
}
