using System.IO.Abstractions;
using System.IO.Enumeration;

namespace Sim.Files;

/// <summary>The methods of <c>System.IO.Directory</c>. Names come in ordinal order.</summary>
internal sealed partial class PortDirectory(IFileSystem fileSystem, PortCalls calls) : DirectoryBase(fileSystem)
{
    private const string All = "*";

    [Flags]
    private enum Kinds
    {
        Files = 1,
        Directories = 2,
    }

    public override IDirectoryInfo CreateDirectory(string path)
    {
        calls.CreateDirectory(path);
        return FileSystem.DirectoryInfo.New(path);
    }

    public override void Delete(string path) => calls.DeleteDirectory(path, recursive: false);

    public override void Delete(string path, bool recursive) => calls.DeleteDirectory(path, recursive);

    public override bool Exists(string? path) => !string.IsNullOrEmpty(path) && calls.DirectoryExists(path);

    public override void Move(string sourceDirName, string destDirName) =>
        calls.MoveDirectory(sourceDirName, destDirName);

    public override string GetCurrentDirectory() => "/";

    public override string GetDirectoryRoot(string path) => "/";

    public override string[] GetLogicalDrives() => ["/"];

    public override IDirectoryInfo? GetParent(string path) =>
        Path.GetDirectoryName(PortCalls.Full(path)) is { } parent ? FileSystem.DirectoryInfo.New(parent) : null;

    private static EnumerationOptions Option(SearchOption search) => new()
    {
        MatchType = MatchType.Win32,
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
        RecurseSubdirectories = search == SearchOption.AllDirectories,
    };

    /// <summary>The directory is read at once, as .NET opens it at once.</summary>
    private List<string> Find(string path, string pattern, EnumerationOptions options, Kinds kinds)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        var found = new List<string>();
        foreach (var name in calls.Names(path))
        {
            var inner = Path.Join(path, name);
            var isDirectory = calls.DirectoryExists(inner);
            if (options.AttributesToSkip.HasFlag(FileAttributes.Hidden) && name.StartsWith('.'))
            {
                continue;
            }

            if (kinds.HasFlag(isDirectory ? Kinds.Directories : Kinds.Files) && Matches(pattern, name, options))
            {
                found.Add(inner);
            }

            if (isDirectory && options.RecurseSubdirectories)
            {
                found.AddRange(Find(inner, pattern, options, kinds));
            }
        }

        return found;
    }

    private static bool Matches(string pattern, string name, EnumerationOptions options)
    {
        var ignoresCase = options.MatchCasing == MatchCasing.CaseInsensitive;
        return options.MatchType == MatchType.Simple
            ? FileSystemName.MatchesSimpleExpression(pattern, name, ignoresCase)
            : FileSystemName.MatchesWin32Expression(
                FileSystemName.TranslateWin32Expression(pattern), name, ignoresCase);
    }
}
