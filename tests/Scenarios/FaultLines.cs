using Sim.Machine.Faults;

namespace Tests.Scenarios;

/// <summary>Faults written as the lines that plans and messages show.</summary>
internal static class FaultLines
{
    public static FaultPlan Plan(params string[] lines) => new([.. lines.Select(Parsed)]);

    public static Fault Parsed(string line) =>
        Fault.TryParse(line, out var fault, out var problem) ? fault : throw new ArgumentException(problem);
}
