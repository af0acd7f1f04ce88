using System.Reflection;
using Bench;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

// compare: ratios against another implementation on the same machine; with --json FILE they are kept there. table FILE:
// the table of docs/figures.md; with a document behind it: whether the document has that table. parent BENCH.DLL: five
// figures beside another build's. mistakes: the table of docs/mistakes.md; with a document behind it also whether the
// document has each row, and with --figures its figures. All other arguments go to BenchmarkDotNet, such as --list flat
// and --filter "*Load*".
const int IterationMs = 100;
const int Warmups = 8;
const int Iterations = 7;
switch (args)
{
    case ["compare", "--json", var json, .. var names]:
        return Comparison.Run(names, Console.Out, json);
    case ["compare", .. var names]:
        return Comparison.Run(names, Console.Out);
    case ["table", var json]:
        return KeptFigures.Table(json, document: null, Console.Out);
    case ["table", var json, var document]:
        return KeptFigures.Table(json, document, Console.Out);
    case ["five"]:
        return FiveFigures.Run(Console.Out);
    case ["parent", var parent]:
        return BesideParent.Run(parent, Console.Out);
    case ["load-memory", var directory]:
        return LoadMemory.LoadHere(directory, Console.Out);
    case ["mistakes", "--figures"]:
        return MistakeFigures.Run(Console.Out);
    case ["mistakes"]:
        return MistakeTable.Run(document: null, Console.Out);
    case ["mistakes", var document]:
        return MistakeTable.Run(document, Console.Out);
    default:
        // Runs in this process: a benchmark takes a few seconds and builds nothing. The warm-up rounds give the
        // compiler time to optimize.
        var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
            .WithIterationTime(TimeInterval.FromMilliseconds(IterationMs)).WithWarmupCount(Warmups).WithIterationCount(
            Iterations);
        var config = DefaultConfig.Instance.AddJob(job).WithOptions(ConfigOptions.DisableLogFile);
        _ = BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(args, config);
        return 0;
}
