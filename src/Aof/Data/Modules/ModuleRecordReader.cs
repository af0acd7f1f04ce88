using Aof.Data.Primitives;

namespace Aof.Data.Modules;

/// <summary>
/// Reads a <see cref="ModuleRecord"/> element by element (RedisModule_Load* of Redis). If the next element has another
/// kind or is missing, a call returns false and the position stays.
/// </summary>
public sealed class ModuleRecordReader
{
    private readonly IReadOnlyList<ModuleElement> elements;
    private int position;

    internal ModuleRecordReader(IReadOnlyList<ModuleElement> elements) => this.elements = elements;

    /// <summary>Everything has been read.</summary>
    public bool AtEnd => position == elements.Count;

    /// <summary>A signed integer, if that is next; RDB files have it as an unsigned one of the same bits.</summary>
    public bool TryRead(out long number)
    {
        var found = Take(ModuleElementKind.Signed, out var element) || Take(ModuleElementKind.Unsigned, out element);
        number = unchecked((long)element.Bits);
        return found;
    }

    /// <summary>An unsigned integer, if that is next.</summary>
    public bool TryRead(out ulong number)
    {
        var found = Take(ModuleElementKind.Unsigned, out var element);
        number = element.Bits;
        return found;
    }

    /// <summary>A floating point number of 32 bits, if that is next.</summary>
    public bool TryRead(out float number)
    {
        var found = Take(ModuleElementKind.Single, out var element);
        number = BitConverter.UInt32BitsToSingle((uint)element.Bits);
        return found;
    }

    /// <summary>A floating point number of 64 bits, if that is next.</summary>
    public bool TryRead(out double number)
    {
        var found = Take(ModuleElementKind.Double, out var element);
        number = BitConverter.UInt64BitsToDouble(element.Bits);
        return found;
    }

    /// <summary>A byte string, if that is next.</summary>
    public bool TryRead(out Bytes text)
    {
        var found = Take(ModuleElementKind.Text, out var element);
        text = element.Text;
        return found;
    }

    private bool Take(ModuleElementKind kind, out ModuleElement element)
    {
        var found = position < elements.Count && elements[position].Kind == kind;
        element = found ? elements[position++] : default;
        return found;
    }
}
