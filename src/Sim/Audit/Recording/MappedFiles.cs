using Microsoft.Win32.SafeHandles;
using Sim.Audit.Records;

namespace Sim.Audit.Recording;

/// <summary>
/// Files of the disk that the program has mapped to write. Its stores are not seen; they become writes when the program
/// syncs or says something, and at the end: each page that is another one than the record makes it.
/// </summary>
/// <param name="add">Adds an entry to the record.</param>
internal sealed class MappedFiles(Action<RecordEntry> add) : IDisposable
{
    private const int PageSize = 4096;

    /// <summary>A mapped file is read whole each time: in bytes.</summary>
    private const long LargestFile = 1L << 28;

    private readonly SortedDictionary<int, Mapped> files = [];

    /// <summary>A file was mapped. False when it is too large.</summary>
    /// <param name="number">Its number in the record.</param>
    /// <param name="thread">The thread that mapped it.</param>
    /// <param name="descriptor">The descriptor.</param>
    public bool TryAdd(int number, ThreadView thread, int descriptor)
    {
        if (files.ContainsKey(number))
        {
            return true;
        }

#pragma warning disable CA2000 // Dispose disposes all of them.
        var handle = thread.Open(descriptor);
#pragma warning restore CA2000
        files[number] = new Mapped(handle, Content(handle));
        return RandomAccess.GetLength(handle) <= LargestFile;
    }

    /// <summary>An entry was added: what it writes is no store.</summary>
    public void Added(RecordEntry entry)
    {
        if (entry.File == 0 || entry.Kind is not (EntryKind.Written or EntryKind.Resized or EntryKind.Opened)
            || !files.TryGetValue(entry.File, out var file))
        {
            return;
        }

        var size = entry.Kind switch
        {
            EntryKind.Written => Math.Max(file.Known.Length, entry.Number + entry.Data.Length),
            EntryKind.Resized => entry.Number,
            _ => entry.Number == 1 ? 0 : file.Known.Length,
        };
        Array.Resize(ref file.Known, (int)size);
        if (entry.Kind == EntryKind.Written)
        {
            entry.Data.Span.CopyTo(file.Known.AsSpan((int)entry.Number));
        }
    }

    /// <summary>Adds the stores since the last time.</summary>
    public void Look()
    {
        foreach (var (number, file) in files)
        {
            var (now, before) = (Content(file.Handle), file.Known);
            file.Known = now;
            Array.Resize(ref before, now.Length);
            for (var at = 0; at < now.Length;)
            {
                var end = at;
                while (end < now.Length && !Page(now, end).SequenceEqual(Page(before, end)))
                {
                    end = Math.Min(end + PageSize, now.Length);
                }

                if (end > at)
                {
                    var data = now.AsMemory(at..end);
                    add(new RecordEntry(EntryKind.Written) { File = number, Number = at, Data = data });
                }

                at = Math.Max(end, at + PageSize);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in files.Values)
        {
            file.Handle.Dispose();
        }
    }

    private static ReadOnlySpan<byte> Page(byte[] bytes, int at) =>
        bytes.AsSpan(at, Math.Min(PageSize, bytes.Length - at));

    private static byte[] Content(SafeFileHandle handle)
    {
        var bytes = new byte[Math.Min(RandomAccess.GetLength(handle), LargestFile)];
        var read = RandomAccess.Read(handle, bytes, 0);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    private sealed class Mapped(SafeFileHandle handle, byte[] known)
    {
        /// <summary>What the record makes of it.</summary>
        public byte[] Known = known;

        public SafeFileHandle Handle => handle;
    }
}
