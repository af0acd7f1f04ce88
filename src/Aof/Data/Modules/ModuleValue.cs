using Aof.Data.Primitives;
using Aof.Data.Structures;
using Aof.Data.Values;

namespace Aof.Data.Modules;

/// <summary>
/// A value of a <see cref="ModuleType"/>. It never changes: a command that changes a key puts another value in its place
/// (<c>Call.Store</c>). The new value may share content with the old one. So a fork takes no copy of it, and no snapshot
/// sees a later write.
/// </summary>
public abstract class ModuleValue : Value
{
    /// <summary>The type that it is of.</summary>
    public abstract ModuleType Type { get; }

    /// <inheritdoc/>
    public sealed override ValueKind Kind => ValueKind.Module;

    /// <summary>
    /// The commands that give a key that is not there this value (aof_rewrite of Redis), in the order in which they are
    /// to be executed. They are asked for one by one, and written in between: a large value should take several, of some
    /// 64 items each.
    /// </summary>
    /// <param name="key">The key.</param>
    public abstract IEnumerable<Bytes[]> Rewrite(Bytes key);

    /// <summary>What DEBUG DIGEST is to cover.</summary>
    public abstract void Digest(ModuleDigest digest);

    /// <summary>
    /// Writes all there is to the value, in an order that depends on nothing but its content: two values are equal if,
    /// and only if, they save alike.
    /// </summary>
    public abstract void Save(ModuleRecord record);

    /// <summary>What <see cref="Save"/> writes.</summary>
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
        other is ModuleValue value && value.Type.Id == Type.Id && value.Saved().Elements.SequenceEqual(Saved().Elements);

    /// <inheritdoc/>
    internal sealed override ulong Fingerprint() => Saved().Elements.Aggregate(Type.Id, static (state, element) => element.Fold(state));
}
