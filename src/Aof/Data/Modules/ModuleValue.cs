using Aof.Data.Primitives;
using Aof.Data.Structures;
using Aof.Data.Values;

namespace Aof.Data.Modules;

/// <summary>
/// An immutable value of a <see cref="ModuleType"/>. A command stores a new value instead (<c>Call.Store</c>), which
/// may share content with the old one. So a fork copies nothing, and no snapshot sees a later write.
/// </summary>
public abstract class ModuleValue : Value
{
    /// <summary>Its type.</summary>
    public abstract ModuleType Type { get; }

    /// <inheritdoc/>
    public sealed override ValueKind Kind => ValueKind.Module;

    /// <summary>
    /// The commands that rebuild the value under a missing key, in order (aof_rewrite of Redis). They are requested and
    /// written one by one; a large value should take several of about 64 items each.
    /// </summary>
    /// <param name="key">The key.</param>
    public abstract IEnumerable<Bytes[]> Rewrite(Bytes key);

    /// <summary>Adds the content to DEBUG DIGEST.</summary>
    public abstract void Digest(ModuleDigest digest);

    /// <summary>
    /// Saves the whole value, in an order that depends on its content alone. Two values are equal if and only if they
    /// save equally.
    /// </summary>
    public abstract void Save(ModuleRecord record);

    /// <summary>The saved value.</summary>
    public ModuleRecord Saved()
    {
        var record = new ModuleRecord();
        Save(record);
        return record;
    }

    /// <inheritdoc/>
    internal sealed override Value OwnedBy(Owner owner) => this;

    /// <inheritdoc/>
    internal sealed override bool ContentEquals(Value other) =>
        other is ModuleValue value && value.Type.Id == Type.Id
        && value.Saved().Elements.SequenceEqual(Saved().Elements);

    /// <inheritdoc/>
    internal sealed override ulong Fingerprint() =>
        Saved().Elements.Aggregate(Type.Id, static (state, element) => element.Fold(state));
}
