namespace Aof.KnownDefects;

/// <summary>A set of <see cref="Defect"/>s.</summary>
/// <param name="Bits">One bit for each defect, by its number in the enum; at most 128.</param>
public readonly record struct Defects(UInt128 Bits)
{
    /// <summary>No defect: everything is fixed.</summary>
    public static Defects None => default;

    /// <summary>The defects of Redis 6.0.5.</summary>
    public static Defects Redis605 => Profile.Redis605.Defects;

    /// <summary>The defects of Redis 3.0.</summary>
    public static Defects Redis30 => Profile.Redis30.Defects;

    /// <summary>The defects that are switched on, in the order of the catalogue.</summary>
    public IEnumerable<Defect> Each => Enum.GetValues<Defect>().Where(Has);

    /// <summary>How many defects are switched on.</summary>
    public int Count => (int)UInt128.PopCount(Bits);

    /// <summary>
    /// The dialect that a server must have to show them; null: it has no defect. Where they ask for different ones, it
    /// is the latest.
    /// </summary>
    public Dialect? Dialect =>
        this == None ? null : Each.Max(static defect => DefectCatalogue.Of(defect).Dialect);

    /// <summary>
    /// A version of Redis has exactly these: its profile loads what that version loads, and no more. The fixed server
    /// loads all that is known here.
    /// </summary>
    public bool AreOfAVersion
    {
        get
        {
            var these = this;
            return these != None && Profile.All.Any(profile => profile.Defects == these);
        }
    }

    /// <summary>The defects of these names.</summary>
    /// <exception cref="ArgumentException">There is no such defect.</exception>
    public static Defects Named(IEnumerable<string> names) => TryParse(string.Join(',', names), out var defects)
        ? defects
        : throw new ArgumentException("unknown defect among " + string.Join(',', names), nameof(names));

    /// <summary>These defects and no others.</summary>
    public static Defects Of(params ReadOnlySpan<Defect> defects)
    {
        var set = None;
        foreach (var defect in defects)
        {
            set = set.With(defect);
        }

        return set;
    }

    /// <summary>
    /// Reads what <see cref="ToString"/> prints: names separated by commas, or "none". "all" means the defects of Redis
    /// 6.0.5.
    /// </summary>
    public static bool TryParse(string text, out Defects defects)
    {
        defects = text == "all" ? Redis605 : None;
        if (text is "all" or "none" or "")
        {
            return true;
        }

        foreach (var name in text.Split(','))
        {
            if (!Enum.TryParse<Defect>(name.Trim(), ignoreCase: true, out var defect) || !Enum.IsDefined(defect))
            {
                return false;
            }

            defects = defects.With(defect);
        }

        return true;
    }

    /// <summary>Whether a defect is switched on.</summary>
    public bool Has(Defect defect) => (Bits & Bit(defect)) != UInt128.Zero;

    /// <summary>This set and one more.</summary>
    public Defects With(Defect defect) => new(Bits | Bit(defect));

    /// <summary>The union of both sets.</summary>
    public Defects With(Defects others) => new(Bits | others.Bits);

    /// <summary>This set without one.</summary>
    public Defects Without(Defect defect) => new(Bits & ~Bit(defect));

    /// <summary>The names, separated by commas, in the order of the catalogue; "none" for an empty set.</summary>
    public override string ToString() =>
        this == None ? "none" : string.Join(',', Each.Select(defect => defect.ToString("G")));

    private static UInt128 Bit(Defect defect) => UInt128.One << (int)defect;
}
