using System.Reflection;
using Bench;
using BenchmarkDotNet.Running;

// compare: ratios against something that runs beside it on this machine. Everything else is BenchmarkDotNet's:
// its filter and its lists (--list flat, --filter "*Feed*").
if (args is ["compare", .. var names])
{
    return Comparison.Run(names, Console.Out);
}

_ = BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(args);
return 0;
