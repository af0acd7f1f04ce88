namespace Aof.KnownDefects;

/// <summary>What is known of a defect.</summary>
/// <param name="Defect">Its switch.</param>
/// <param name="From">The first version that has it.</param>
/// <param name="To">The last one: "6.0" is any 6.0.x; null when all later ones have it.</param>
/// <param name="Source">Where it is told: issues and pull requests of redis/redis as #8347, or in words.</param>
/// <param name="Happens">What happens.</param>
/// <param name="Seen">What a user sees.</param>
/// <param name="RangeToldBy">Who tells which versions have it: release notes, a pull request with its date, a feature that came with a version; null where the range is our judgement.</param>
public sealed record KnownDefect(Defect Defect, string From, string? To, string Source, string Happens, string Seen, string? RangeToldBy = null)
{
    /// <summary>The numbers of issues and pull requests in <see cref="Source"/>.</summary>
    public IEnumerable<string> Numbers => Source.Split([' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries).Where(word => word[0] == '#').Select(word => word[1..]);

    /// <summary>Does a version have it?</summary>
    public bool IsIn(Version version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return version >= Version.Parse(From) && (To is null || version.CompareTo(Version.Parse(To)) <= 0 || version.ToString().StartsWith(To + ".", StringComparison.Ordinal));
    }
}
