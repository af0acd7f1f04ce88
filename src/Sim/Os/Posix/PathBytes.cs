using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using System.Text;

namespace Sim.Os.Posix;

/// <summary>
/// A path is bytes, and .NET has strings. They are UTF-8, and a byte that is none is the lone surrogate U+DC00 plus the
/// byte, as in Python (PEP 383). So every name of a file can be opened.
/// </summary>
[CustomMarshaller(typeof(string), MarshalMode.ManagedToUnmanagedIn, typeof(PathBytes))]
public static unsafe class PathBytes
{
    private const char Escape = '\udc00';

    /// <summary>The path with these bytes.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        var path = new StringBuilder();
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var used) == System.Buffers.OperationStatus.Done)
            {
                _ = path.Append(rune.ToString());
            }
            else
            {
                used = 1;
                _ = path.Append((char)(Escape + bytes[0]));
            }

            bytes = bytes[used..];
        }

        return path.ToString();
    }

    /// <summary>The bytes of a path, and a NUL. Only the marshaller calls it.</summary>
    public static byte* ConvertToUnmanaged(string path)
    {
        var bytes = (byte*)NativeMemory.Alloc((nuint)Encoding.UTF8.GetMaxByteCount(path.Length) + 1);
        var end = bytes;
        for (var at = 0; at < path.Length;)
        {
            if (Rune.TryGetRuneAt(path, at, out var rune))
            {
                end += rune.EncodeToUtf8(new Span<byte>(end, 4));
                at += rune.Utf16SequenceLength;
            }
            else
            {
                *end++ = (byte)(path[at++] - Escape);
            }
        }

        *end = 0;
        return bytes;
    }

    /// <summary>Frees what <see cref="ConvertToUnmanaged"/> returned.</summary>
    public static void Free(byte* bytes) => NativeMemory.Free(bytes);
}
