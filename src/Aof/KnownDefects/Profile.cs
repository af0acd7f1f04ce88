namespace Aof.KnownDefects;

/// <summary>
/// A named set of defects: how a version of Redis behaves. Two are complete, redis-3.0 and redis-6.0.5, as the reading notes of their code
/// have it. Each of the others is the design of 6.0.5 with what its version is known for; commands and types are those of 6.0.5 everywhere.
/// </summary>
public sealed record Profile
{
    private Profile(string name, Version? version, params ReadOnlySpan<Defect> without)
    {
        Name = name;
        foreach (var known in DefectCatalogue.All)
        {
            if (version is not null && known.IsIn(version) && !without.Contains(known.Defect))
            {
                Defects = Defects.With(known.Defect);
            }
        }
    }

    /// <summary>Every known defect mended: the default.</summary>
    public static Profile Hardened { get; } = new("hardened", version: null);

    /// <summary>The code that became 3.0, which called itself 2.9.11: before the pipes to the child, before aof-load-truncated.</summary>
    public static Profile Redis30 { get; } = new("redis-3.0", new Version(2, 9, 11));

    /// <summary>Redis 6.0.5.</summary>
    public static Profile Redis605 { get; } = new("redis-6.0.5", new Version(6, 0, 5));

    /// <summary>All profiles, by age; the mended one last.</summary>
    public static IReadOnlyList<Profile> All { get; } =
    [
        new("redis-2.4", new Version(2, 4, 0)),
        new("redis-2.8.15", new Version(2, 8, 15), Defect.TornTailRefused, Defect.ChildSyncErrorIgnored), // What 2.9.11 did not have yet, 2.8.15 had.
        Redis30,
        new("redis-3.0.7", new Version(3, 0, 7)),
        new("redis-4.0", new Version(4, 0, 0)),
        new("redis-5.0-rc5", new Version(4, 9, 105)),
        new("redis-5.0", new Version(5, 0, 0)),
        new("redis-6.0.4", new Version(6, 0, 4)),
        Redis605,
        Hardened,
    ];

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>The defects that it switches on.</summary>
    public Defects Defects { get; }

    /// <summary>The profile of a name; null when there is none.</summary>
    public static Profile? Named(string name) => All.FirstOrDefault(profile => profile.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The profile that is exactly this set; null when none is.</summary>
    public static Profile? Of(Defects defects) => All.FirstOrDefault(profile => profile.Defects == defects);
}
