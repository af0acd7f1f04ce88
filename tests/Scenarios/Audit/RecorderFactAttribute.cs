using Sim.Audit.Recording;

namespace Tests.Scenarios.Audit;

/// <summary>A theory about the real SQLite. Where there is none it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SqliteTheoryAttribute : TheoryAttribute
{
    public SqliteTheoryAttribute() => Skip = File.Exists("/usr/bin/sqlite3") ? null : "sqlite3 is not installed";

    /// <summary>It takes several seconds: see <see cref="Tests.Scenarios.Long"/>.</summary>
    public bool IsLong { get; set => Skip ??= (field = value) ? Long.WhyNot : null; }
}

/// <summary>A fact that records a real program. Where that cannot be done it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RecorderFactAttribute : FactAttribute
{
    public RecorderFactAttribute() => Skip = ProgramRecorder.Objection();

    /// <summary>It takes several seconds: see <see cref="Tests.Scenarios.Long"/>.</summary>
    public bool IsLong { get; set => Skip ??= (field = value) ? Long.WhyNot : null; }
}

/// <summary>A theory about what a recorder records. Where that cannot be done it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RecorderTheoryAttribute : TheoryAttribute
{
    public RecorderTheoryAttribute() => Skip = ProgramRecorder.Objection();

    /// <summary>It takes several seconds: see <see cref="Tests.Scenarios.Long"/>.</summary>
    public bool IsLong { get; set => Skip ??= (field = value) ? Long.WhyNot : null; }
}

/// <summary>A fact about the real strace. Where there is none it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StraceFactAttribute : FactAttribute
{
    public StraceFactAttribute() => Skip = ProgramRecorder.Objection()
        ?? (File.Exists("/usr/bin/strace") ? null : "strace is not installed");
}
