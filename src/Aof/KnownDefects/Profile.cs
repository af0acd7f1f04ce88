namespace Aof.KnownDefects;

/// <summary>
/// The named set of defects of a Redis version. redis-3.0 and redis-6.0.5 are complete, from reading their code. The
/// others are the design of 6.0.5 with the known defects of their version, and its commands and types. redis-7.0
/// and later, Valkey and hardened-7 have the log of several files, and commands and forms of values of their
/// <see cref="Dialect"/>. The known defects of Valkey are those of 7.2.4, but for what a real server showed.
/// </summary>
public sealed record Profile
{
    private Profile(string name, Version? version, params ReadOnlySpan<Defect> without)
        : this(name, version, Dialect.Redis6, without)
    {
    }

    private Profile(string name, Version? version, Dialect dialect, params ReadOnlySpan<Defect> without)
    {
        Name = name;
        Dialect = dialect;
        IntegersByStrtoll = version is { Major: < 4 };
        foreach (var known in DefectCatalogue.All)
        {
            if (version is not null && known.IsIn(version) && !without.Contains(known.Defect))
            {
                Defects = Defects.With(known.Defect);
            }
        }
    }

    /// <summary>All known defects fixed: the default.</summary>
    public static Profile Hardened { get; } = new("hardened", version: null);

    /// <summary>
    /// The code that became 3.0 and called itself 2.9.11. It has no pipes to the child and no aof-load-truncated.
    /// </summary>
    public static Profile Redis30 { get; } = new("redis-3.0", new Version(2, 9, 11));

    /// <summary>Redis 6.0.5.</summary>
    public static Profile Redis605 { get; } = new("redis-6.0.5", new Version(6, 0, 5));

    /// <summary>Redis 7.0.15: the log has several files.</summary>
    public static Profile Redis70 { get; } = new("redis-7.0", new Version(7, 0, 15), Dialect.Redis7);

    /// <summary>Redis 7.2.0, as far as the log and WAITAOF go.</summary>
    public static Profile Redis72 { get; } = new("redis-7.2", new Version(7, 2, 0), Dialect.Redis72);

    /// <summary>Redis 8.0.2, without the types that came with it.</summary>
    public static Profile Redis80 { get; } = new("redis-8.0", new Version(8, 0, 2), Dialect.Redis8);

    /// <summary>Redis 8.6.3, with the commands of 8.2 and 8.4.</summary>
    public static Profile Redis86 { get; } = new("redis-8.6", new Version(8, 6, 3), Dialect.Redis86);

    /// <summary>Valkey 8.1.1, which left Redis at 7.2.4.</summary>
    public static Profile Valkey81 { get; } = new("valkey-8.1", new Version(7, 2, 4), Dialect.Valkey8);

    /// <summary>
    /// Valkey 9.1.2. It cuts a log that ends inside a transaction in front of it, and has deadlines of fields.
    /// </summary>
    public static Profile Valkey91 { get; } =
        new Profile("valkey-9.1", new Version(7, 2, 4), Dialect.Valkey9, Defect.TornTransactionCutInside)
            .And(Defect.PastFieldsLogged);

    /// <summary>Redis 7.4.0, as far as the log and WAITAOF go.</summary>
    public static Profile Redis74 { get; } = new("redis-7.4", new Version(7, 4, 0), Dialect.Redis74);

    /// <summary>The log of several files, with all known defects fixed.</summary>
    public static Profile Hardened7 { get; } = new("hardened-7", version: null, Dialect.Redis72);

    /// <summary>All profiles by version; the fixed ones last.</summary>
    public static IReadOnlyList<Profile> All { get; } =
    [
        new("redis-2.4", new Version(2, 4, 0)),
        // 2.8.15 had these two fixes; 2.9.11 did not.
        new("redis-2.8.15", new Version(2, 8, 15), Defect.TornTailRefused, Defect.ChildSyncErrorIgnored),
        Redis30,
        new("redis-3.0.7", new Version(3, 0, 7)),
        new("redis-4.0", new Version(4, 0, 0)),
        new("redis-5.0-rc5", new Version(4, 9, 105)),
        new("redis-5.0", new Version(5, 0, 0)),
        new("redis-6.0.4", new Version(6, 0, 4)),
        Redis605,
        Redis70,
        Redis72,
        Redis74,
        Redis80,
        Redis86,
        Valkey81,
        Valkey91,
        Hardened7,
        Hardened,
    ];

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Whose commands, replies, records and forms of values it has.</summary>
    public Dialect Dialect { get; }

    /// <summary>The defects that it switches on.</summary>
    public Defects Defects { get; private init; }

    /// <summary>No known defect is switched on.</summary>
    public bool IsFixed => Defects == Defects.None;

    /// <summary>
    /// Before 4.0 integers were read by strtoll(3): with a plus sign, leading zeros, or anything behind a NUL. So INCR
    /// went on in a string that SETBIT had padded. It is no defect: the server loads what it logs.
    /// </summary>
    public bool IntegersByStrtoll { get; }

    private Profile And(Defect defect) => this with { Defects = Defects.With(defect) };

    /// <summary>Finds a profile by name; null: unknown.</summary>
    public static Profile? Named(string name) =>
        All.FirstOrDefault(profile => profile.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The profile with exactly these defects and this dialect; null: none.</summary>
    public static Profile? Of(Defects defects, Dialect dialect = Dialect.Redis6) =>
        All.FirstOrDefault(profile => profile.Defects == defects && profile.Dialect == dialect);
}
