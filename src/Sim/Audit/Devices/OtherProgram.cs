namespace Sim.Audit.Devices;

/// <summary>
/// A program beside the recorded one, on the same file system: it writes to a file of its own and syncs it, again and
/// again. A sync of one file may write the journal for all.
/// </summary>
internal sealed class OtherProgram : IDisposable
{
    private readonly ManualResetEventSlim end = new();
    private readonly Thread thread;

    /// <summary>Begins. The thread has the mounts of the thread that begins it.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="every">How often.</param>
    public OtherProgram(string path, TimeSpan every)
    {
        thread = new Thread(() => Write(path, every)) { IsBackground = true, Name = "another program" };
        thread.Start();
    }

    private void Write(string path, TimeSpan every)
    {
        try
        {
            using var file = File.OpenWrite(path);
            while (!end.Wait(every))
            {
                file.Position = 0;
                file.Write("another program\n"u8);
                file.Flush(flushToDisk: true);
            }
        }
        catch (IOException)
        {
            // The recorded program may have filled the disk. Then there is no other program that syncs.
        }
    }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        end.Set();
        thread.Join();
        end.Dispose();
    }
}
