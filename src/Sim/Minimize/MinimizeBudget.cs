namespace Sim.Minimize;

/// <summary>How many plans the minimizer may run for one failure.</summary>
internal static class MinimizeBudget
{
    /// <summary>In an exploration, which continues meanwhile.</summary>
    public const int Exploration = 400;

    /// <summary>In a search for one known defect. The minimal plan is its result.</summary>
    public const int Sensitivity = 2_000;

    /// <summary>For each cell of the table of versions, where several cells share one minimal plan.</summary>
    public const int Versions = 300;
}
