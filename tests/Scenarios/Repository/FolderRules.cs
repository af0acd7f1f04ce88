namespace Tests.Scenarios.Repository;

/// <summary>Which folder may reference which: those after it in its list, never one before it.</summary>
internal static class FolderRules
{
    /// <summary>Namespaces from the top down. A namespace counts as its longest prefix in a list.</summary>
    public static IReadOnlyList<string[]> Layers { get; } =
    [
        [
            "Sim.Cli", "Sim.Versions", "Sim.Matrix", "Sim.Search", "Sim.Findings", "Sim.Minimize", "Sim.Report",
            "Sim.Check", "Sim.Run", "Sim.Generate", "Sim.Plans",
        ],
        ["Sim.Check", "Sim.Check.Crashes", "Sim.Check.Invariants", "Sim.Check.Rules"],
        ["Sim.Cli", "Sim.Cli.Verbs", "Sim.Cli.Options", "Sim.Cli.RealDisk", "Sim.Cli.Output"],
        [
            "Sim.Machine.CrashTesting", "Sim.Machine", "Sim.Machine.Process", "Sim.Machine.FileSystem",
            "Sim.Machine.Crash", "Sim.Machine.Disk", "Sim.Machine.Time", "Sim.Machine.Faults", "Sim.Machine.Tracing",
            "Sim.Machine.Random",
        ],
        [
            "Aof", "Aof.Load", "Aof.Rewrite", "Aof.Append", "Aof.State", "Aof.Data.Commands", "Aof.Rdb", "Aof.Format",
            "Aof.Data", "Aof.Diagnostics", "Aof.KnownDefects",
        ],
    ];

    public static IEnumerable<string> WrongWay(SourceFile file) =>
        from layers in Layers
        let here = Layer(layers, ShapeRules.NamespaceOf(file) ?? "")
        where here >= 0
        from used in ShapeRules.UsingsOf(file)
        let there = Layer(layers, used)
        where there >= 0 && there < here
        select $"{file.Path}: {layers[here]} references {layers[there]}";

    private static int Layer(string[] layers, string name) =>
        Array.FindLastIndex(layers, layer => layer == Longest(layers, name));

    private static string? Longest(string[] layers, string name) =>
        layers.Where(layer => name == layer || name.StartsWith(layer + ".", StringComparison.Ordinal))
            .MaxBy(layer => layer.Length);
}
