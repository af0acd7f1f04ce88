using System.CommandLine;
using Sim.Cli.Output;

namespace Sim.Cli.Audits;

/// <summary>audit: records any real program, and crashes the record everywhere.</summary>
internal static class AuditVerb
{
    internal static Command Create(Terminal terminal) => new(
        "audit", "Record a real program, and recover it from every crash of the record.")
    {
        RunCommand.Create(terminal),
        RecordCommand.Create(terminal),
        ImportCommand.Create(terminal),
        CheckCommand.Create(terminal),
        ShowCommand.Create(terminal),
        CrashCommand.Create(terminal),
        FaultsCommand.Create(terminal),
        LaunchCommand.Create(),
    };
}
