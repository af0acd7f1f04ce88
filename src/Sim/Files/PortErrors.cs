using Sim.Os;

namespace Sim.Files;

/// <summary>The exceptions with which .NET reports an errno on Linux.</summary>
internal static class PortErrors
{
    /// <summary>The exception for an error.</summary>
    /// <param name="error">The error.</param>
    /// <param name="path">The file, for the message.</param>
    /// <param name="isDirectoryMissing">True when ENOENT is about a directory, such as the one of a new file.</param>
    public static Exception Of(Errno error, string path, bool isDirectoryMissing = false) => error switch
    {
        Errno.ENOENT when isDirectoryMissing => new DirectoryNotFoundException(
            $"Could not find a part of the path '{path}'."),
        Errno.ENOTDIR => new DirectoryNotFoundException($"Could not find a part of the path '{path}'."),
        Errno.ENOENT => new FileNotFoundException($"Could not find file '{path}'.", path),
        Errno.EACCES or Errno.EBADF or Errno.EPERM => new UnauthorizedAccessException(
            $"Access to the path '{path}' is denied."),
        Errno.ENAMETOOLONG => new PathTooLongException($"The path '{path}' is too long."),
        Errno.EFBIG => new ArgumentOutOfRangeException(nameof(path), $"The size of '{path}' is not supported."),
        _ => new IOException($"{error.Message()} : '{path}'", (int)error),
    };

    /// <summary>The value of a call, or its exception.</summary>
    public static T Must<T>(this SysResult<T> result, string path) => result.Ok
        ? result.Value
        : throw Of(result.Error, path);

    /// <summary>Throws the exception of a call that failed.</summary>
    public static void Must(this Errno error, string path)
    {
        if (error != Errno.None)
        {
            throw Of(error, path);
        }
    }

    /// <summary>The exception for what the simulated disk does not have.</summary>
    public static NotSupportedException Unsupported(string what) =>
        new($"{what}: the simulated disk has no times, modes, links, handles or watchers");
}
