using System.Reflection;
using Aof;
using ArchUnitNET.Loader;
using Sim.Check;
using Sim.Files;
using Sim.Machine;
using Sim.Os;

namespace Tests.Scenarios.Repository;

/// <summary>
/// References between folders go one way. For each assembly: its namespaces from the bottom to the top, and the
/// assemblies that it may reference. A type that is listed stands above its namespace: the entry for its users.
/// ARCHITECTURE.md has the picture.
/// </summary>
public sealed class LayerTests
{
    private static readonly Assembly[] Assemblies =
    [
        typeof(Errno).Assembly, typeof(PortFileSystem).Assembly, typeof(SimulatedMachine).Assembly,
        typeof(AofServer).Assembly, typeof(Verdict).Assembly,
    ];

    private static readonly Dictionary<string, string[]> Layers = new()
    {
        ["Sim.Os"] = ["Sim.Os", "Sim.Os.Posix"],
        ["Sim.Files"] = ["Sim.Files"],
        ["Sim.Machine"] =
        [
            "Sim.Machine.Workers", "Sim.Machine.Random", "Sim.Machine.Tracing", "Sim.Machine.Time",
            "Sim.Machine.Faults", "Sim.Machine.Minimize", "Sim.Machine.Disk", "Sim.Machine.Crash",
            "Sim.Machine.Crash.Membership", "Sim.Machine.FileSystem", "Sim.Machine.Process", "Sim.Machine",
            "Sim.Machine.Turns", "Sim.Machine.CrashTesting.Texts", "Sim.Machine.CrashTesting",
            "Sim.Machine.CrashTesting.Plans", "Sim.Machine.CrashTesting.Lives", "Sim.Machine.CrashTesting.Programs",
            "Sim.Machine.CrashTesting.Search", "Sim.Machine.CrashTesting.Stories",
            "Sim.Machine.CrashTesting.CrashTest",
        ],
        ["Aof"] =
        [
            "Aof.Diagnostics", "Aof.KnownDefects",
            "Aof.Data.Primitives", "Aof.Data.Structures", "Aof.Data.Values", "Aof.Data.Modules", "Aof.Data",
            "Aof.Data.HyperLogLog", "Aof.Data.Geo", "Aof.Format", "Aof.Data.Execution",
            "Aof.Data.Commands.Arguments", "Aof.Data.Commands.Keys", "Aof.Data.Commands.Strings",
            "Aof.Data.Commands.Collections", "Aof.Data.Commands.SortedSets", "Aof.Data.Commands.Geo",
            "Aof.Data.Commands.Streams", "Aof.Rdb.Packed", "Aof.Rdb", "Aof.Data.Commands",
            "Aof.State", "Aof.MultiPart", "Aof.Append", "Aof.Rewrite", "Aof.Load", "Aof",
        ],
        ["Sim"] =
        [
            "Sim.Plans", "Sim.Generate", "Sim.Run",
            "Sim.Check.Rules", "Sim.Check.Invariants", "Sim.Check.Crashes", "Sim.Check",
            "Sim.Minimize", "Sim.Report", "Sim.Findings", "Sim.Search", "Sim.Matrix", "Sim.Versions",
            "Sim.Kernel.Histories", "Sim.Kernel.Records", "Sim.Kernel.Device", "Sim.Kernel.Recording",
            "Sim.Audit.Records", "Sim.Audit.Recording", "Sim.Audit.Traces", "Sim.Audit.Devices", "Sim.Audit.Checks",
            "Sim.Audit.Recoveries",
            "Sim.Cli.Output", "Sim.Cli.Options", "Sim.Cli.Audits", "Sim.Cli.Kernels", "Sim.Cli.RealDisk",
            "Sim.Cli.Verbs", "Sim.Cli",
        ],
    };

    private static readonly Lazy<List<Use>> Uses =
        new(() => LayerRules.UsesIn(new ArchLoader().LoadAssemblies(Assemblies).Build()));

    public static TheoryData<string> Names => [.. Layers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void NoTypeUsesAHigherLayer(string name)
    {
        Assert.Contains(
            Uses.Value, use => Layers[name].Contains(use.FromNamespace) && use.ToNamespace == Layers[name][0]);
        string[] upward = [.. LayerRules.Upward(Uses.Value, Layers[name])];
        Assert.True(upward.Length == 0, string.Join('\n', upward));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryNamespaceIsALayer(string name) =>
        Assert.Empty(LayerRules.Unlisted(LayersOf(name), Layers[name]));

    [Theory]
    [InlineData("Sim.Os", "")]
    [InlineData(
        "Sim.Files",
        "Sim.Os,Testably.Abstractions.FileSystem.Interface,TestableIO.System.IO.Abstractions.Wrappers")]
    [InlineData("Sim.Machine", "Sim.Os")]
    [InlineData("Aof", "Sim.Os")]
    [InlineData("Sim", "Aof,Sim.Machine,Sim.Os,Spectre.Console,Spectre.Console.Ansi")]
    public void AnAssemblyReferencesOnlyThoseBelowIt(string name, string allowed)
    {
        var referenced = AssemblyOf(name).GetReferencedAssemblies().Select(assembly => assembly.Name!).ToList();
        Assert.Contains("System.Runtime", referenced);
        Assert.Empty(referenced
            .Where(reference => !reference.StartsWith("System.", StringComparison.Ordinal))
            .Except(allowed.Split(',')));
    }

    /// <summary>Types that the compiler makes have no namespace; top-level statements have none either.</summary>
    private static IEnumerable<string> LayersOf(string name) =>
        AssemblyOf(name).GetTypes()
            .SelectMany(type => Layers[name].Contains(type.FullName) ? [type.FullName, type.Namespace]
                : new[] { type.Namespace })
            .OfType<string>()
            .Where(space => space == "Sim" || space.StartsWith("Sim.", StringComparison.Ordinal)
                || space == "Aof" || space.StartsWith("Aof.", StringComparison.Ordinal));

    private static Assembly AssemblyOf(string name) =>
        Assert.Single(Assemblies, assembly => assembly.GetName().Name == name);
}
