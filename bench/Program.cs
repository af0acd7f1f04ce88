using System.Reflection;
using Bench;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

// compare: ratios against something that runs beside it on this machine. Everything else is BenchmarkDotNet's:
// its filter and its lists (--list flat, --filter "*Load*").
const int IterationMs = 100;
const int Warmups = 8;
const int Iterations = 7;
switch (args)
{
    case ["compare", .. var names]:
        return Comparison.Run(names, Console.Out);
    case ["load-memory", var directory]:
        return LoadMemory.LoadHere(directory, Console.Out);
    default:
        // In this process and short: a benchmark is a few seconds, and nothing is built or fetched for it. The rounds
        // that do not count are for the compiler, which comes back to a method once it has been called often.
        var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
            .WithIterationTime(TimeInterval.FromMilliseconds(IterationMs)).WithWarmupCount(Warmups).WithIterationCount(
            Iterations);
        var config = DefaultConfig.Instance.AddJob(job).WithOptions(ConfigOptions.DisableLogFile);
        _ = BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(args, config);
        return 0;
}
