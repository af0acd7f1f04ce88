using System.Numerics;

namespace Aof.KnownDefects;

/// <summary>A set of <see cref="Defect"/>s.</summary>
/// <param name="Bits">One bit for each defect, numbered as in the enum, which has room for 64.</param>
public readonly record struct Defects(ulong Bits)
{
    /// <summary>Everything mended.</summary>
    public static Defects None => default;

    /// <summary>Redis 6.0.5 as it is.</summary>
    public static Defects Redis605 => Profile.Redis605.Defects;

    /// <summary>Redis 3.0 as its reading notes have it.</summary>
    public static Defects Redis30 => Profile.Redis30.Defects;

    /// <summary>Those that are switched on, in the order of the catalogue.</summary>
    public IEnumerable<Defect> Each => Enum.GetValues<Defect>().Where(Has);

    /// <summary>How many are switched on.</summary>
    public int Count => BitOperations.PopCount(Bits);

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

    /// <summary>Reads what <see cref="ToString"/> prints: names with commas between them, or "none"; "all" is what Redis 6.0.5 has.</summary>
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

    /// <summary>Is this one switched on?</summary>
    public bool Has(Defect defect) => (Bits & (1UL << (int)defect)) != 0;

    /// <summary>This set and one more.</summary>
    public Defects With(Defect defect) => new(Bits | (1UL << (int)defect));

    /// <summary>What is in either set.</summary>
    public Defects With(Defects others) => new(Bits | others.Bits);

    /// <summary>This set without one.</summary>
    public Defects Without(Defect defect) => new(Bits & ~(1UL << (int)defect));

    /// <summary>The names, in the order of the catalogue, with commas between them; "none" when there are none.</summary>
    public override string ToString() => this == None ? "none" : string.Join(',', Each.Select(defect => defect.ToString("G")));
}
