namespace Aof.KnownDefects;

/// <summary>A catalogue entry.</summary>
/// <param name="Defect">Its switch.</param>
/// <param name="From">The first version that has it.</param>
/// <param name="To">The last version that has it: "6.0" means any 6.0.x; null: all later ones.</param>
/// <param name="Source">References: issues and pull requests of redis/redis as #8347, or text.</param>
/// <param name="Happens">What the server does wrong.</param>
/// <param name="Seen">What a user sees.</param>
/// <param name="RangeToldBy">The source of the version range: release notes, a dated pull request, or the version that
/// added a feature. Null: the range is our judgement.</param>
/// <param name="Shows">The dialect that shows it, where its versions do not tell; otherwise null.</param>
public sealed record KnownDefect(
    Defect Defect, string From, string? To, string Source, string Happens, string Seen, string? RangeToldBy = null,
    Dialect? Shows = null)
{
    /// <summary>The numbers of issues and pull requests in <see cref="Source"/>.</summary>
    public IEnumerable<string> Numbers =>
        Source.Split([' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries).Where(word => word[0] == '#').Select(
        word => word[1..]);

    /// <summary>The dialect that a server must have to show it.</summary>
    public Dialect Dialect => Shows ?? (Version.Parse(From).Major < 7 ? Dialect.Redis6
        : Version.Parse(From) >= new Version(7, 4) ? Dialect.Redis74
        : To is not null && Version.Parse(To) < new Version(7, 2) ? Dialect.Redis7
        : Dialect.Redis72);

    /// <summary>Which files the log of a server must have to show it.</summary>
    public LogLayout Layout => Dialect.Layout();

    /// <summary>Whether a version has it.</summary>
    public bool IsIn(Version version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return version >= Version.Parse(From)
            && (To is null || version.CompareTo(Version.Parse(To)) <= 0
            || version.ToString().StartsWith(To + ".", StringComparison.Ordinal));
    }
}
