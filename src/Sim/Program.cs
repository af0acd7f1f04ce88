using Sim.Cli;

return CommandLine.Run(args, Terminal.OfProcess());
