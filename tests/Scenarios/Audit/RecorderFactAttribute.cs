using Sim.Audit.Recording;

namespace Tests.Scenarios.Audit;

/// <summary>A fact that records a real program. Where that cannot be done it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RecorderFactAttribute : FactAttribute
{
    public RecorderFactAttribute() => Skip = ProgramRecorder.Objection();
}
