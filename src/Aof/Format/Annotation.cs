using System.Buffers.Text;
using Aof.Data.Primitives;

namespace Aof.Format;

/// <summary>
/// A line of a log that is no command (Redis 7.0): '#', any text, CRLF. "#TS:" gives the second in which the commands
/// behind it were executed.
/// </summary>
internal static class Annotation
{
    /// <summary>The first byte.</summary>
    public const byte Mark = (byte)'#';

    private static ReadOnlySpan<byte> Time => "#TS:"u8;

    /// <summary>Writes the annotation of a second since 1970.</summary>
    public static void Write(ByteBuffer output, long second)
    {
        output.Append(Time);
        output.Append(Bytes.Of(second).Span);
        output.Append("\r\n"u8);
    }

    /// <summary>The second that a line gives; null: it gives none.</summary>
    public static long? SecondOf(ReadOnlySpan<byte> line) =>
        line.StartsWith(Time) && Utf8Parser.TryParse(line[Time.Length..], out long second, out _) ? second : null;
}
