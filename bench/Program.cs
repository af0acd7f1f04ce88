using System.Reflection;
using Bench;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

// compare: ratios against something that runs beside it on this machine. Everything else is BenchmarkDotNet's:
// its filter and its lists (--list flat, --filter "*Load*").
switch (args)
{
    case ["compare", .. var names]:
        return Comparison.Run(names, Console.Out);
    case ["load-memory", var directory]:
        return LoadMemory.LoadHere(directory, Console.Out);
    default:
        // In this process and short: a benchmark is a few seconds, and nothing is built or fetched for it.
        var config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
        _ = BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(args, config);
        return 0;
}
