using Sim.Findings;

namespace Tests.Scenarios;

/// <summary>
/// The story of the first failure alone. A property that shrinks its plan fails many times: it has one key.
/// </summary>
internal sealed class FirstStory
{
    private string? first;

    /// <summary>The story, on lines of its own; empty when another failure had it.</summary>
    public string Of(Failure failure, string key) =>
        (Interlocked.CompareExchange(ref first, key, null) ?? key) == key
            ? "\n" + string.Join('\n', failure.Violation.Story)
            : "";
}
