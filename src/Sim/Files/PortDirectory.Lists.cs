namespace Sim.Files;

/// <content>The methods that list names.</content>
internal sealed partial class PortDirectory
{
    public override IEnumerable<string> EnumerateDirectories(string path) =>
        Find(path, All, Option(SearchOption.TopDirectoryOnly), Kinds.Directories);

    public override IEnumerable<string> EnumerateDirectories(string path, string searchPattern) =>
        Find(path, searchPattern, Option(SearchOption.TopDirectoryOnly), Kinds.Directories);

    public override IEnumerable<string> EnumerateDirectories(
        string path, string searchPattern, SearchOption searchOption) =>
        Find(path, searchPattern, Option(searchOption), Kinds.Directories);

    public override IEnumerable<string> EnumerateDirectories(
        string path, string searchPattern, EnumerationOptions enumerationOptions) =>
        Find(path, searchPattern, enumerationOptions, Kinds.Directories);

    public override string[] GetDirectories(string path) =>
        [.. Find(path, All, Option(SearchOption.TopDirectoryOnly), Kinds.Directories)];

    public override string[] GetDirectories(string path, string searchPattern) =>
        [.. Find(path, searchPattern, Option(SearchOption.TopDirectoryOnly), Kinds.Directories)];

    public override string[] GetDirectories(string path, string searchPattern, SearchOption searchOption) =>
        [.. Find(path, searchPattern, Option(searchOption), Kinds.Directories)];

    public override string[] GetDirectories(
        string path, string searchPattern, EnumerationOptions enumerationOptions) =>
        [.. Find(path, searchPattern, enumerationOptions, Kinds.Directories)];

    public override IEnumerable<string> EnumerateFiles(string path) =>
        Find(path, All, Option(SearchOption.TopDirectoryOnly), Kinds.Files);

    public override IEnumerable<string> EnumerateFiles(string path, string searchPattern) =>
        Find(path, searchPattern, Option(SearchOption.TopDirectoryOnly), Kinds.Files);

    public override IEnumerable<string> EnumerateFiles(
        string path, string searchPattern, SearchOption searchOption) =>
        Find(path, searchPattern, Option(searchOption), Kinds.Files);

    public override IEnumerable<string> EnumerateFiles(
        string path, string searchPattern, EnumerationOptions enumerationOptions) =>
        Find(path, searchPattern, enumerationOptions, Kinds.Files);

    public override string[] GetFiles(string path) =>
        [.. Find(path, All, Option(SearchOption.TopDirectoryOnly), Kinds.Files)];

    public override string[] GetFiles(string path, string searchPattern) =>
        [.. Find(path, searchPattern, Option(SearchOption.TopDirectoryOnly), Kinds.Files)];

    public override string[] GetFiles(string path, string searchPattern, SearchOption searchOption) =>
        [.. Find(path, searchPattern, Option(searchOption), Kinds.Files)];

    public override string[] GetFiles(string path, string searchPattern, EnumerationOptions enumerationOptions) =>
        [.. Find(path, searchPattern, enumerationOptions, Kinds.Files)];

    public override IEnumerable<string> EnumerateFileSystemEntries(string path) =>
        Find(path, All, Option(SearchOption.TopDirectoryOnly), Kinds.Files | Kinds.Directories);

    public override IEnumerable<string> EnumerateFileSystemEntries(string path, string searchPattern) =>
        Find(path, searchPattern, Option(SearchOption.TopDirectoryOnly), Kinds.Files | Kinds.Directories);

    public override IEnumerable<string> EnumerateFileSystemEntries(
        string path, string searchPattern, SearchOption searchOption) =>
        Find(path, searchPattern, Option(searchOption), Kinds.Files | Kinds.Directories);

    public override IEnumerable<string> EnumerateFileSystemEntries(
        string path, string searchPattern, EnumerationOptions enumerationOptions) =>
        Find(path, searchPattern, enumerationOptions, Kinds.Files | Kinds.Directories);

    public override string[] GetFileSystemEntries(string path) =>
        [.. Find(path, All, Option(SearchOption.TopDirectoryOnly), Kinds.Files | Kinds.Directories)];

    public override string[] GetFileSystemEntries(string path, string searchPattern) =>
        [.. Find(path, searchPattern, Option(SearchOption.TopDirectoryOnly), Kinds.Files | Kinds.Directories)];

    public override string[] GetFileSystemEntries(string path, string searchPattern, SearchOption searchOption) =>
        [.. Find(path, searchPattern, Option(searchOption), Kinds.Files | Kinds.Directories)];

    public override string[] GetFileSystemEntries(
        string path, string searchPattern, EnumerationOptions enumerationOptions) =>
        [.. Find(path, searchPattern, enumerationOptions, Kinds.Files | Kinds.Directories)];
}
