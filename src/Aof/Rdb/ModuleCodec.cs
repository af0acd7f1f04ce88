using System.Buffers.Binary;
using Aof.Data.Modules;
using Aof.Data.Primitives;
using Aof.Format;

namespace Aof.Rdb;

/// <summary>
/// A module's saved value in an RDB file: numbers and strings, each after its kind, and a zero at the end
/// (RDB_MODULE_OPCODE_* of Redis).
/// </summary>
internal static class ModuleCodec
{
    private const ulong End = 0;

    /// <summary>Skips a record, including its end.</summary>
    public static bool Skip(RdbInput input) => Read(input, null);

    /// <summary>Reads a record up to its end, into <paramref name="into"/> unless that is null.</summary>
    public static bool Read(RdbInput input, ModuleRecord? into)
    {
        var start = input.Offset;
        while (input.Length(out var kind))
        {
            if (kind == End)
            {
                return true;
            }

            if (!Element(input, start, kind, out var element))
            {
                return false;
            }

            into?.Add(element);
            start = input.Offset;
        }

        return false;
    }

    /// <summary>Writes a record. Signed numbers are written as unsigned ones, bit for bit, as in Redis.</summary>
    public static void Write(ByteBuffer output, ModuleRecord record)
    {
        foreach (var element in record.Elements)
        {
            var kind = element.Kind == ModuleElementKind.Signed ? ModuleElementKind.Unsigned : element.Kind;
            RdbOutput.Length(output, (ulong)kind);
            switch (kind)
            {
                case ModuleElementKind.Text:
                    RdbOutput.String(output, element.Text.Span);
                    break;
                case ModuleElementKind.Single:
                    BinaryPrimitives.WriteUInt32LittleEndian(output.Room(4), (uint)element.Bits);
                    output.Grow(4);
                    break;
                case ModuleElementKind.Double:
                    RdbOutput.UInt64(output, element.Bits);
                    break;
                default:
                    RdbOutput.Length(output, element.Bits);
                    break;
            }
        }

        RdbOutput.Length(output, End);
    }

    private static bool Element(RdbInput input, long start, ulong kind, out ModuleElement element)
    {
        var (bits, text, isRead) = (0UL, default(Bytes), false);
        switch (kind)
        {
            case (ulong)ModuleElementKind.Signed or (ulong)ModuleElementKind.Unsigned:
                isRead = input.Length(out bits);
                break;
            case (ulong)ModuleElementKind.Single:
                isRead = input.Take(4, out var bytes);
                bits = isRead ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : 0;
                break;
            case (ulong)ModuleElementKind.Double:
                isRead = input.UInt64(out bits);
                break;
            case (ulong)ModuleElementKind.Text:
                isRead = input.String(out text);
                break;
            default:
                _ = input.Fail(start, "a record of a module with a part of unknown kind");
                break;
        }

        element = new ModuleElement((ModuleElementKind)kind, bits, text);
        return isRead;
    }
}
