using Sim.Audit.Recording;

namespace Tests.Scenarios.Audit;

/// <summary>A theory about the real SQLite. Where there is none it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SqliteTheoryAttribute : TheoryAttribute
{
    public SqliteTheoryAttribute() => Skip = File.Exists("/usr/bin/sqlite3") ? null : "sqlite3 is not installed";
}

/// <summary>A theory that records a program in Python. Where that cannot be done it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonTheoryAttribute : TheoryAttribute
{
    public PythonTheoryAttribute() => Skip = ProgramRecorder.Objection()
        ?? (File.Exists("/usr/bin/python3") ? null : "python3 is not installed");
}

/// <summary>A fact that records a real program. Where that cannot be done it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RecorderFactAttribute : FactAttribute
{
    public RecorderFactAttribute() => Skip = ProgramRecorder.Objection();
}
