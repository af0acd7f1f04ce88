using System.Diagnostics.CodeAnalysis;

namespace Aof.Data.Modules;

/// <summary>The types of values that a server's modules define.</summary>
public sealed class ModuleTypes
{
    private readonly ModuleType[] types;

    /// <summary>These types.</summary>
    /// <exception cref="ArgumentException">Two have the same name.</exception>
    public ModuleTypes(IEnumerable<ModuleType> types)
    {
        this.types = [.. types];
        if (this.types.DistinctBy(static type => type.Name).Count() != this.types.Length)
        {
            throw new ArgumentException("Two types have the same name.", nameof(types));
        }
    }

    /// <summary>Finds a type by the name in its id, whatever the version.</summary>
    public bool TryFind(ulong typeId, [NotNullWhen(true)] out ModuleType? type)
    {
        type = Array.Find(types, one => one.SharesNameWith(typeId));
        return type is not null;
    }
}
