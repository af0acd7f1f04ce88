namespace Tests.Properties.Kernel;

/// <summary>What is called, in order.</summary>
public sealed record KernelScript(IReadOnlyList<KernelCall> Calls)
{
    /// <inheritdoc/>
    public override string ToString() => "\n  " + string.Join("\n  ", Calls);

    /// <summary>Without some of the calls; then with smaller numbers in one of them.</summary>
    public IEnumerable<KernelScript> Smaller()
    {
        for (var size = (Calls.Count + 1) / 2; size >= 1; size = size == 1 ? 0 : (size + 1) / 2)
        {
            for (var start = 0; start < Calls.Count; start += size)
            {
                yield return new KernelScript([.. Calls.Take(start), .. Calls.Skip(start + size)]);
            }
        }

        for (var i = 0; i < Calls.Count; i++)
        {
            foreach (var bytes in new[] { 0, 1, Calls[i].Bytes / 2, Calls[i].Bytes - 1 }.Where(
                bytes => bytes >= 0 && bytes < Calls[i].Bytes).Distinct())
            {
                yield return new KernelScript(
                    [.. Calls.Take(i), Calls[i] with { Bytes = bytes }, .. Calls.Skip(i + 1)]);
            }
        }
    }
}

/// <summary>What came back from each call, and what is on the disk at the end.</summary>
/// <param name="Outcomes">One for each call.</param>
/// <param name="Tree">One line for each name, in ordinal order.</param>
public sealed record KernelStory(IReadOnlyList<string> Outcomes, IReadOnlyList<string> Tree);
