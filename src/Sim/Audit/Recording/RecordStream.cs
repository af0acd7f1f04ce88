namespace Sim.Audit.Recording;

/// <summary>The file that a record is written to.</summary>
internal static class RecordStream
{
    /// <summary>Creates the file, or empties it.</summary>
    /// <exception cref="IOException">It is a device or a pipe: a record is read again when it is whole.</exception>
    public static FileStream Create(string path)
    {
        if (ThreadView.Status(path, followsLink: true) is { IsSpecial: true })
        {
            throw new IOException($"'{path}' is no file, and a record is read again");
        }

        return new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
    }
}
