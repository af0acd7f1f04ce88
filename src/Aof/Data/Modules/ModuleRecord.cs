using System.Globalization;
using Aof.Data.Primitives;

namespace Aof.Data.Modules;

/// <summary>
/// The kinds of elements of a <see cref="ModuleRecord"/>, numbered as in RDB files (RDB_MODULE_OPCODE_* of Redis).
/// </summary>
public enum ModuleElementKind
{
    /// <summary>A signed integer.</summary>
    Signed = 1,

    /// <summary>An unsigned integer.</summary>
    Unsigned = 2,

    /// <summary>A floating point number of 32 bits.</summary>
    Single = 3,

    /// <summary>A floating point number of 64 bits.</summary>
    Double = 4,

    /// <summary>A byte string.</summary>
    Text = 5,
}

/// <summary>One element of a saved value.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Bits">A number's bits, in the lowest ones; 0 for a string.</param>
/// <param name="Text">A string; empty for a number.</param>
public readonly record struct ModuleElement(ModuleElementKind Kind, ulong Bits, Bytes Text)
{
    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        ModuleElementKind.Text => Text.ToString(),
        ModuleElementKind.Signed => unchecked((long)Bits).ToString(CultureInfo.InvariantCulture),
        ModuleElementKind.Single => BitConverter.UInt32BitsToSingle((uint)Bits).ToString(CultureInfo.InvariantCulture),
        ModuleElementKind.Double => BitConverter.UInt64BitsToDouble(Bits).ToString(CultureInfo.InvariantCulture),
        _ => Bits.ToString(CultureInfo.InvariantCulture),
    };

    internal ulong Fold(ulong state) =>
        ByteHash.Chain(ByteHash.Chain(ByteHash.Chain(state, (ulong)Kind), Bits), Text.Hash);
}

/// <summary>
/// A module's value as numbers and strings (RedisModule_Save* of Redis), for RDB files and for comparison. Floating
/// point numbers are kept bit for bit.
/// </summary>
public sealed class ModuleRecord
{
    private readonly List<ModuleElement> elements = [];

    /// <summary>All elements, in the order of addition.</summary>
    public IReadOnlyList<ModuleElement> Elements => elements;

    /// <summary>Adds a signed integer.</summary>
    public void Add(long number) => Add(new ModuleElement(ModuleElementKind.Signed, unchecked((ulong)number), default));

    /// <summary>Adds an unsigned integer.</summary>
    public void Add(ulong number) => Add(new ModuleElement(ModuleElementKind.Unsigned, number, default));

    /// <summary>Adds a floating point number.</summary>
    public void Add(float number) =>
        Add(new ModuleElement(ModuleElementKind.Single, BitConverter.SingleToUInt32Bits(number), default));

    /// <summary>Adds a floating point number.</summary>
    public void Add(double number) =>
        Add(new ModuleElement(ModuleElementKind.Double, BitConverter.DoubleToUInt64Bits(number), default));

    /// <summary>Adds a byte string.</summary>
    public void Add(Bytes text) => Add(new ModuleElement(ModuleElementKind.Text, 0, text));

    /// <summary>Adds an element.</summary>
    public void Add(ModuleElement element) => elements.Add(element);

    /// <summary>A reader at the beginning.</summary>
    public ModuleRecordReader Read() => new(elements);

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', elements);
}
