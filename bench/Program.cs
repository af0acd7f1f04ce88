using System.Reflection;
using Bench;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

// compare: ratios against another implementation on the same machine. mistakes: the table of docs/mistakes.md, and
// with --figures its figures. All other arguments go to BenchmarkDotNet, such as --list flat and --filter "*Load*".
const int IterationMs = 100;
const int Warmups = 8;
const int Iterations = 7;
switch (args)
{
    case ["compare", .. var names]:
        return Comparison.Run(names, Console.Out);
    case ["load-memory", var directory]:
        return LoadMemory.LoadHere(directory, Console.Out);
    case ["mistakes", "--figures"]:
        return MistakeFigures.Run(Console.Out);
    case ["mistakes"]:
        return MistakeTable.Run(Console.Out);
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
