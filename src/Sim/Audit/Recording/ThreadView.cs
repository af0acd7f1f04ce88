using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Microsoft.Win32.SafeHandles;
using Sim.Kernel.Device;

namespace Sim.Audit.Recording;

/// <summary>The identity of a file: its device and inode number, as stat(2) has them.</summary>
internal readonly record struct FileKey(ulong Device, ulong Inode) : IComparable<FileKey>
{
    public int CompareTo(FileKey other) => (Device, Inode).CompareTo((other.Device, other.Inode));
}

/// <summary>What stat(2) says of a file.</summary>
internal readonly record struct FileStatus(FileKey Key, uint Mode, long Size)
{
    private const uint TypeMask = 0xF000, Regular = 0x8000, Directory = 0x4000, Link = 0xA000;

    public bool IsFile => (Mode & TypeMask) == Regular;

    public bool IsDirectory => (Mode & TypeMask) == Directory;

    /// <summary>True for a socket, a pipe or a device.</summary>
    public bool IsSpecial => (Mode & TypeMask) is not (Regular or Directory or Link);
}

/// <summary>
/// A stopped thread of the program, seen from outside: its memory, and its descriptors through /proc. So descriptors
/// need no table here, however they came about: by dup, by fork, through a socket.
/// </summary>
/// <param name="thread">The number of the thread.</param>
internal readonly unsafe struct ThreadView(int thread)
{
    private const int LongestPath = 4096;

    /// <summary>AT_FDCWD.</summary>
    private const int WorkingDirectory = -100;

    /// <summary>The size of struct stat, and where it has what.</summary>
    private const int StatusSize = 144, ModeAt = 24, SizeAt = 48;

    public int Number => thread;

    /// <summary>The number of its process; null when it is gone.</summary>
    public int? Process
    {
        get
        {
            const string label = "Tgid:";
            try
            {
                var line = File.ReadLines(Invariant($"/proc/{thread}/status")).First(
                    line => line.StartsWith(label, StringComparison.Ordinal));
                return int.Parse(line.AsSpan(label.Length), CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                return null;
            }
        }
    }

    /// <summary>What a descriptor leads to; null when it is closed.</summary>
    public FileStatus? StatusOf(int descriptor)
    {
        const int longest = 64;
        var path = stackalloc byte[longest];
        var status = stackalloc byte[StatusSize];
        _ = Utf8.TryWrite(
            new Span<byte>(path, longest), CultureInfo.InvariantCulture, $"/proc/{thread}/fd/{descriptor}\0", out _);
        return Ptrace.Status(path, status) == 0 ? Read(status) : null;
    }

    /// <summary>The path of what a descriptor leads to.</summary>
    public string PathOf(int descriptor) => Target(LinkOf(descriptor));

    /// <summary>
    /// Opens what a descriptor leads to, to read it. .NET would lock it as well (flock), and its lock and one of the
    /// program itself exclude each other.
    /// </summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public SafeFileHandle Open(int descriptor) => new(
        (nint)Linux.Done(Linux.Open(LinkOf(descriptor), Linux.CloseOnExec, 0), PathOf(descriptor)), ownsHandle: true);

    private string LinkOf(int descriptor) => Invariant($"/proc/{thread}/fd/{descriptor}");

    /// <summary>What is mapped at an address; null when it is no file that has a name.</summary>
    public FileStatus? MappedAt(long address)
    {
        // The first and the last address in hexadecimal, four more words, and the path.
        const int words = 6;
        foreach (var line in File.ReadLines(Invariant($"/proc/{thread}/maps")))
        {
            var parts = line.Split(' ', words, StringSplitOptions.RemoveEmptyEntries);
            var range = parts[0].Split('-');
            if (parts.Length == words && Address(range[0]) <= (ulong)address && (ulong)address < Address(range[1]))
            {
                return Status(parts[^1], followsLink: false);
            }
        }

        return null;
    }

    /// <summary>The offset of a descriptor, and its flags, as open(2) has them.</summary>
    public (long Offset, long Flags) PositionOf(int descriptor)
    {
        // "pos:", a tab, a decimal number, "flags:", a tab, an octal number. By raw calls: it is read at every write.
        const int longest = 128;
        const int decimals = 10;
        const int octals = 8;
        var text = stackalloc byte[longest];
        var path = stackalloc byte[longest];
        _ = Utf8.TryWrite(
            new Span<byte>(path, longest), CultureInfo.InvariantCulture, $"/proc/{thread}/fdinfo/{descriptor}\0",
            out _);
        var file = (int)Linux.Done(Ptrace.Open(path, 0), "open of fdinfo");
        var length = (int)Linux.Done(Linux.Read(file, text, longest), "read of fdinfo");
        _ = Linux.Close(file);
        var rest = new ReadOnlySpan<byte>(text, length);
        return (NextNumber(ref rest, decimals), NextNumber(ref rest, octals));
    }

    /// <summary>The real path of a name that a call is given; its last part need not exist.</summary>
    public string NameAt(int directory, long address)
    {
        var text = TextAt(address).TrimEnd('/');
        var from = text.StartsWith('/') ? ""
            : directory == WorkingDirectory ? Target(Invariant($"/proc/{thread}/cwd"))
            : PathOf(directory);
        var whole = $"{from}/{text}";
        var slash = whole.LastIndexOf('/');
        var name = whole[(slash + 1)..];
        var parent = Real(slash == 0 ? "/" : whole[..slash]);
        return name is "." or ".." ? Real(whole) : parent.Length == 0 ? "" : parent.TrimEnd('/') + "/" + name;
    }

    public byte[] BytesAt(long address, long count)
    {
        var bytes = new byte[count];
        fixed (byte* target = bytes)
        {
            var local = new Ptrace.Piece { Start = (nint)target, Length = bytes.Length };
            var remote = new Ptrace.Piece { Start = (nint)address, Length = bytes.Length };
            var read = Linux.Done(Ptrace.ReadMemory(thread, &local, 1, &remote, 1, 0), "process_vm_readv");
            return read == count ? bytes : bytes[..(int)read];
        }
    }

    /// <summary>The first bytes of the pieces of a message, as struct msghdr has them.</summary>
    public byte[] MessageAt(long address, long limit)
    {
        const int piecesAt = 16;
        var head = BytesAt(address, piecesAt + (2 * sizeof(long)));
        return PiecesAt(
            BitConverter.ToInt64(head, piecesAt), BitConverter.ToInt64(head, piecesAt + sizeof(long)), limit);
    }

    /// <summary>The first bytes of the pieces of a writev(2).</summary>
    public byte[] PiecesAt(long address, long pieces, long limit)
    {
        var table = BytesAt(address, pieces * sizeof(Ptrace.Piece));
        var all = new List<byte>();
        for (var i = 0; i < table.Length && all.Count < limit; i += sizeof(Ptrace.Piece))
        {
            var (start, length) = (BitConverter.ToInt64(table, i), BitConverter.ToInt64(table, i + sizeof(long)));
            all.AddRange(length == 0 ? [] : BytesAt(start, Math.Min(length, limit - all.Count)));
        }

        return [.. all];
    }

    public static FileStatus? Status(string path, bool followsLink)
    {
        var status = stackalloc byte[StatusSize];
        var result = followsLink ? Ptrace.Status(path, status) : Ptrace.LinkStatus(path, status);
        return result == 0 ? Read(status) : null;
    }

    /// <summary>The path without symbolic links; empty when it does not exist.</summary>
    public static string Real(string path)
    {
        var resolved = stackalloc byte[LongestPath];
        return Ptrace.RealPath(path, resolved) == 0 ? "" : TextOf(new ReadOnlySpan<byte>(resolved, LongestPath));
    }

    private static FileStatus Read(byte* status) => new(
        new FileKey(*(ulong*)status, *(ulong*)(status + sizeof(ulong))), *(uint*)(status + ModeAt),
        *(long*)(status + SizeAt));

    private static ulong Address(string text) =>
        ulong.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static long NextNumber(ref ReadOnlySpan<byte> text, int numberBase)
    {
        var number = 0L;
        text = text[text.IndexOf((byte)'\t')..][1..];
        for (; text[0] != '\n'; text = text[1..])
        {
            number = (number * numberBase) + text[0] - '0';
        }

        return number;
    }

    private string TextAt(long address)
    {
        // Up to the end of the page: what follows may not be mapped.
        var bytes = new List<byte>();
        while (!bytes.Contains(0) && bytes.Count < LongestPath)
        {
            var at = address + bytes.Count;
            bytes.AddRange(BytesAt(at, LongestPath - (at % LongestPath)));
        }

        return TextOf(bytes.ToArray());
    }

    private static string Target(string link)
    {
        var target = stackalloc byte[LongestPath];
        var length = Ptrace.ReadLink(link, target, LongestPath);
        return Encoding.UTF8.GetString(target, (int)Math.Max(0, length));
    }

    private static string TextOf(ReadOnlySpan<byte> bytes) =>
        Encoding.UTF8.GetString(bytes[..Math.Max(0, bytes.IndexOf((byte)0))]);
}
