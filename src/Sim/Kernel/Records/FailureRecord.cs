using Sim.Kernel.Histories;

namespace Sim.Kernel.Records;

/// <summary>What a real file system did after a failure.</summary>
/// <param name="Kind">The file system with its options.</param>
/// <param name="Story">The story.</param>
/// <param name="Results">The result of each step: "ok", an errno, or the content that was read.</param>
/// <param name="PowerLoss">What a power loss at its end left, as <see cref="StateText"/>.</param>
public sealed record FailureRecord(
    string Kind, FailureStory Story, IReadOnlyList<string> Results, string PowerLoss)
{
    /// <summary>The kernel's version.</summary>
    public string Kernel { get; init; } = "";

    /// <summary>The version of the program that made the file system.</summary>
    public string Mkfs { get; init; } = "";

    /// <summary>The options of mount(2).</summary>
    public string Options { get; init; } = "";

    /// <summary>Each step with its result, as text.</summary>
    public IEnumerable<string> Lines => Story.Steps.Zip(Results, (step, result) => $"{step}: {result}");
}
