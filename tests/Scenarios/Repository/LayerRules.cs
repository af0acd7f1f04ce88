using ArchUnitNET.Domain;

namespace Tests.Scenarios.Repository;

/// <summary>A type uses a type: their full names and namespaces.</summary>
internal sealed record Use(string From, string FromNamespace, string To, string ToNamespace);

/// <summary>The rules of layers. Each returns its complaints about the uses or namespaces that it gets.</summary>
internal static class LayerRules
{
    /// <summary>
    /// The layers are namespaces from the bottom to the top. A type may use its own namespace and those before it. A
    /// parent namespace is a layer of its own, and so is a type that is listed.
    /// </summary>
    public static IEnumerable<string> Upward(IEnumerable<Use> uses, string[] layers) =>
        from use in uses
        let user = LayerOf(layers, use.From, use.FromNamespace)
        where user >= 0 && LayerOf(layers, use.To, use.ToNamespace) > user
        select $"{use.From} uses {use.To}";

    /// <summary>What the compiler puts into a type, such as a closure, is part of it.</summary>
    private static int LayerOf(string[] layers, string type, string space) =>
        Array.IndexOf(layers, type.Split('+', '/', '`')[0]) is >= 0 and var listed
            ? listed
            : Array.IndexOf(layers, space);

    /// <summary>Each namespace is a layer, and each layer is a namespace that exists.</summary>
    public static IEnumerable<string> Unlisted(IEnumerable<string> namespaces, string[] layers)
    {
        string[] existing = [.. namespaces.Distinct()];
        return
        [
            .. existing.Except(layers).Select(name => $"{name} is in no list of layers"),
            .. layers.Except(existing).Select(layer => $"{layer} does not exist"),
            .. layers.GroupBy(layer => layer).Where(same => same.Count() > 1).Select(
            same => $"{same.Key} stands twice"),
        ];
    }

    /// <summary>All uses of types by the types of an architecture.</summary>
    public static List<Use> UsesIn(Architecture architecture) =>
    [
        .. (from type in architecture.Types
            from dependency in type.Dependencies
            where dependency.Target.Namespace is not null
            select new Use(
                type.FullName, type.Namespace.FullName, dependency.Target.FullName,
                dependency.Target.Namespace.FullName)).Distinct(),
    ];
}
