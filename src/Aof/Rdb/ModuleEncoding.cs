using System.Buffers.Binary;
using Aof.Append;
using Aof.Data;

namespace Aof.Rdb;

/// <summary>What a module has written: numbers and strings, each with its kind before it, and an end (rdbSaveObject(), rdbLoadCheckModuleValue()).</summary>
internal static class ModuleEncoding
{
    private const ulong End = 0;

    /// <summary>Writes a value: the id of its type, and then what it saves.</summary>
    public static void Write(AofBuffer output, ModuleValue value)
    {
        RdbOutput.Length(output, value.Type.Id);
        foreach (var element in value.Saved().Elements)
        {
            RdbOutput.Length(output, (ulong)element.Kind);
            switch (element.Kind)
            {
                case ModuleElementKind.Single:
                    BinaryPrimitives.WriteUInt32LittleEndian(output.Room(4), (uint)element.Bits);
                    output.Grow(4);
                    break;
                case ModuleElementKind.Double:
                    RdbOutput.UInt64(output, element.Bits);
                    break;
                case ModuleElementKind.Text:
                    RdbOutput.String(output, element.Text.Span);
                    break;
                default:
                    RdbOutput.Length(output, element.Bits);
                    break;
            }
        }

        RdbOutput.Length(output, End);
    }

    /// <summary>Reads a value of a type that one of the modules has; false when none has it, or the type cannot read it.</summary>
    public static bool Read(RdbInput input, Modules modules, out Value? value)
    {
        value = null;
        var start = input.Offset;
        var record = new ModuleRecord();
        if (!input.Length(out var id) || !Elements(input, record))
        {
            return false;
        }

        if (!modules.TryFind(id, out var type))
        {
            return input.Fail(start, $"a value of the type '{ModuleType.NameIn(id)}' of a module that is not loaded");
        }

        var reader = record.Read();
        value = type.Load(reader, ModuleType.VersionIn(id));
        return (value is not null && reader.AtEnd) || input.Fail(start, $"a value that its type '{type.Name}' cannot read");
    }

    /// <summary>Reads over a record, its end included.</summary>
    public static bool Skip(RdbInput input) => Elements(input, into: null);

    private static bool Elements(RdbInput input, ModuleRecord? into)
    {
        var start = input.Offset;
        while (input.Length(out var kind))
        {
            if (kind == End)
            {
                return true;
            }

            if (!Element(input, start, (ModuleElementKind)Math.Min(kind, int.MaxValue), out var element))
            {
                return false;
            }

            into?.Add(element);
            start = input.Offset;
        }

        return false;
    }

    private static bool Element(RdbInput input, long start, ModuleElementKind kind, out ModuleElement element)
    {
        var (bits, text) = (0UL, default(Bytes));
        var isRead = kind switch
        {
            ModuleElementKind.Signed or ModuleElementKind.Unsigned => input.Length(out bits),
            ModuleElementKind.Single => Single(input, out bits),
            ModuleElementKind.Double => input.UInt64(out bits),
            ModuleElementKind.Text => input.String(out text),
            _ => input.Fail(start, "a record of a module with a part of unknown kind"),
        };
        element = new ModuleElement(kind, bits, text);
        return isRead;
    }

    private static bool Single(RdbInput input, out ulong bits)
    {
        var isRead = input.Take(4, out var bytes);
        bits = isRead ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : 0;
        return isRead;
    }
}
