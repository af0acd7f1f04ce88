using System.IO.Abstractions;

namespace Sim.Files;

/// <content>The methods that list what is in it.</content>
internal sealed partial class PortDirectoryInfo
{
    public override IEnumerable<IDirectoryInfo> EnumerateDirectories() =>
        FileSystem.Directory.GetDirectories(full).Select(Directory);

    public override IEnumerable<IDirectoryInfo> EnumerateDirectories(string searchPattern) =>
        FileSystem.Directory.GetDirectories(full, searchPattern).Select(Directory);

    public override IEnumerable<IDirectoryInfo> EnumerateDirectories(
        string searchPattern, SearchOption searchOption) =>
        FileSystem.Directory.GetDirectories(full, searchPattern, searchOption).Select(Directory);

    public override IEnumerable<IDirectoryInfo> EnumerateDirectories(
        string searchPattern, EnumerationOptions enumerationOptions) =>
        FileSystem.Directory.GetDirectories(full, searchPattern, enumerationOptions).Select(Directory);

    public override IDirectoryInfo[] GetDirectories() =>
        [.. FileSystem.Directory.GetDirectories(full).Select(Directory)];

    public override IDirectoryInfo[] GetDirectories(string searchPattern) =>
        [.. FileSystem.Directory.GetDirectories(full, searchPattern).Select(Directory)];

    public override IDirectoryInfo[] GetDirectories(string searchPattern, SearchOption searchOption) =>
        [.. FileSystem.Directory.GetDirectories(full, searchPattern, searchOption).Select(Directory)];

    public override IDirectoryInfo[] GetDirectories(string searchPattern, EnumerationOptions enumerationOptions) =>
        [.. FileSystem.Directory.GetDirectories(full, searchPattern, enumerationOptions).Select(Directory)];

    public override IEnumerable<IFileInfo> EnumerateFiles() =>
        FileSystem.Directory.GetFiles(full).Select(File);

    public override IEnumerable<IFileInfo> EnumerateFiles(string searchPattern) =>
        FileSystem.Directory.GetFiles(full, searchPattern).Select(File);

    public override IEnumerable<IFileInfo> EnumerateFiles(string searchPattern, SearchOption searchOption) =>
        FileSystem.Directory.GetFiles(full, searchPattern, searchOption).Select(File);

    public override IEnumerable<IFileInfo> EnumerateFiles(
        string searchPattern, EnumerationOptions enumerationOptions) =>
        FileSystem.Directory.GetFiles(full, searchPattern, enumerationOptions).Select(File);

    public override IFileInfo[] GetFiles() =>
        [.. FileSystem.Directory.GetFiles(full).Select(File)];

    public override IFileInfo[] GetFiles(string searchPattern) =>
        [.. FileSystem.Directory.GetFiles(full, searchPattern).Select(File)];

    public override IFileInfo[] GetFiles(string searchPattern, SearchOption searchOption) =>
        [.. FileSystem.Directory.GetFiles(full, searchPattern, searchOption).Select(File)];

    public override IFileInfo[] GetFiles(string searchPattern, EnumerationOptions enumerationOptions) =>
        [.. FileSystem.Directory.GetFiles(full, searchPattern, enumerationOptions).Select(File)];

    public override IEnumerable<IFileSystemInfo> EnumerateFileSystemInfos() =>
        FileSystem.Directory.GetFileSystemEntries(full).Select(Any);

    public override IEnumerable<IFileSystemInfo> EnumerateFileSystemInfos(string searchPattern) =>
        FileSystem.Directory.GetFileSystemEntries(full, searchPattern).Select(Any);

    public override IEnumerable<IFileSystemInfo> EnumerateFileSystemInfos(
        string searchPattern, SearchOption searchOption) =>
        FileSystem.Directory.GetFileSystemEntries(full, searchPattern, searchOption).Select(Any);

    public override IEnumerable<IFileSystemInfo> EnumerateFileSystemInfos(
        string searchPattern, EnumerationOptions enumerationOptions) =>
        FileSystem.Directory.GetFileSystemEntries(full, searchPattern, enumerationOptions).Select(Any);

    public override IFileSystemInfo[] GetFileSystemInfos() =>
        [.. FileSystem.Directory.GetFileSystemEntries(full).Select(Any)];

    public override IFileSystemInfo[] GetFileSystemInfos(string searchPattern) =>
        [.. FileSystem.Directory.GetFileSystemEntries(full, searchPattern).Select(Any)];

    public override IFileSystemInfo[] GetFileSystemInfos(string searchPattern, SearchOption searchOption) =>
        [.. FileSystem.Directory.GetFileSystemEntries(full, searchPattern, searchOption).Select(Any)];

    public override IFileSystemInfo[] GetFileSystemInfos(
        string searchPattern, EnumerationOptions enumerationOptions) =>
        [.. FileSystem.Directory.GetFileSystemEntries(full, searchPattern, enumerationOptions).Select(Any)];
}
