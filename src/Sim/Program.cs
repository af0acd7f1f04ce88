using Sim.Cli;
using Sim.Cli.Output;

return CommandLine.Run(args, Terminal.OfProcess());
