using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Sim.Machine.Random;
using Sim.Machine.Tracing;
using Sim.Os;

namespace Sim.Machine.Faults;

/// <summary>
/// A fault as one line: EFFECT on CALL[ by ACTOR][ of PATH], WHICH, TIMES.
/// <para>EFFECT is an errno, "only N bytes", "N us more", "bit N flipped", "SIGKILL before the effect", "SIGKILL after
/// the effect", "exit N", "hang" or "journal abort".</para>
/// <para>PATH may have commas and spaces: it ends before the last two commas.</para>
/// <para>WHICH is "3rd call" or "chance 1/50".</para>
/// <para>TIMES is "once", "5 times" or "for ever".</para>
/// </summary>
internal static class FaultLine
{
    private const string KilledBefore = "SIGKILL before the effect";
    private const string KilledAfter = "SIGKILL after the effect";
    private const string Hang = "hang";
    private const string Abort = "journal abort";

    /// <summary>Prints a fault as its line.</summary>
    public static string Print(Fault fault)
    {
        var line = new StringBuilder(Effect(fault));
        _ = line.Append(" on ").Append(fault.Call.Name());
        if (fault.By is { } actor)
        {
            _ = line.Append(" by ").Append(actor.Name());
        }

        if (fault.Path is { } path)
        {
            _ = line.Append(" of ").Append(path);
        }

        _ = line.Append(", ").Append(fault.Chance is { } chance ? "chance " + chance : Ordinal(fault.Nth) + " call");
        return line.Append(", ").Append(Repetition(fault.Times)).ToString();
    }

    /// <summary>Parses the line of a fault.</summary>
    public static bool TryParse(
        string line, [NotNullWhen(true)] out Fault? fault, [NotNullWhen(false)] out string? problem)
    {
        fault = null;
        var times = line.LastIndexOf(", ", StringComparison.Ordinal);
        var which = times <= 0 ? -1 : line.LastIndexOf(", ", times - 1, StringComparison.Ordinal);
        var on = line.IndexOf(" on ", StringComparison.Ordinal);
        if (which < 0 || on < 0 || on > which)
        {
            problem = "a fault reads: EFFECT on CALL[ by ACTOR][ of PATH], WHICH, TIMES";
            return false;
        }

        var parsed = ParseTarget(line[(on + 4)..which], out problem);
        parsed = parsed is null ? null : ParseEffect(parsed, line[..on], out problem);
        parsed = parsed is null ? null : ParseWhich(parsed, line[(which + 2)..times], out problem);
        parsed = parsed is null ? null : ParseTimes(parsed, line[(times + 2)..], out problem);
        problem ??= parsed?.Problem();
        fault = problem is null ? parsed : null;
        return fault is not null;
    }

    /// <summary>The EFFECT of a fault, with which its line begins.</summary>
    public static string Effect(Fault fault) => fault.Kind switch
    {
        FaultKind.Error => fault.Errno.ToString(),
        FaultKind.Short => Invariant($"only {fault.Amount} bytes"),
        FaultKind.Slow => Invariant($"{fault.Amount} us more"),
        FaultKind.Flip => Invariant($"bit {fault.Amount} flipped"),
        FaultKind.KilledBefore => KilledBefore,
        FaultKind.KilledAfter => KilledAfter,
        FaultKind.Exit => Invariant($"exit {fault.Amount}"),
        FaultKind.Hang => Hang,
        FaultKind.Abort => Abort,
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };

    private static Fault? ParseEffect(Fault fault, string text, out string? problem)
    {
        problem = null;
        if (text.StartsWith("only ", StringComparison.Ordinal) && text.EndsWith(" bytes", StringComparison.Ordinal)
            && TryNumber(text.AsSpan(5..^6), out var bytes))
        {
            return fault with { Kind = FaultKind.Short, Amount = bytes };
        }

        if (text.EndsWith(" us more", StringComparison.Ordinal) && TryNumber(text.AsSpan(..^8), out var us))
        {
            return fault with { Kind = FaultKind.Slow, Amount = us };
        }

        if (text.StartsWith("bit ", StringComparison.Ordinal) && text.EndsWith(" flipped", StringComparison.Ordinal)
            && TryNumber(text.AsSpan(4..^8), out var bit))
        {
            return fault with { Kind = FaultKind.Flip, Amount = bit };
        }

        if (text.StartsWith("exit ", StringComparison.Ordinal) && TryNumber(text.AsSpan(5), out var code))
        {
            return fault with { Kind = FaultKind.Exit, Amount = code };
        }

        if (text is KilledBefore or KilledAfter or Hang or Abort)
        {
            return fault with { Kind = KindOf(text) };
        }

        if (text.StartsWith('E') && Enum.TryParse(text, ignoreCase: false, out Errno errno))
        {
            return fault with { Kind = FaultKind.Error, Errno = errno };
        }

        problem = $"\"{text}\" is neither an errno nor \"only N bytes\" nor \"N us more\" nor \"bit N flipped\" nor "
            + $"\"{KilledBefore}\" nor \"{KilledAfter}\" nor \"exit N\" nor \"{Hang}\" nor "
            + $"\"{Abort}\"";
        return null;
    }

    private static FaultKind KindOf(string text) => text switch
    {
        Hang => FaultKind.Hang,
        Abort => FaultKind.Abort,
        KilledBefore => FaultKind.KilledBefore,
        _ => FaultKind.KilledAfter,
    };

    private static Fault? ParseTarget(string text, out string? problem)
    {
        string? path = null;
        var of = text.IndexOf(" of ", StringComparison.Ordinal);
        if (of >= 0)
        {
            path = text[(of + 4)..];
            text = text[..of];
        }

        var by = text.IndexOf(" by ", StringComparison.Ordinal);
        var actor = by < 0 ? -1 : CallNames.OfActors.IndexOf(text[(by + 4)..]);
        var call = CallNames.OfCalls.IndexOf(by < 0 ? text : text[..by]);
        if (call < 0 || (by >= 0 && actor < 0))
        {
            problem = $"\"{text}\" names no call, or no actor; calls: {string.Join(' ', CallNames.OfCalls)}; by "
                + $"{string.Join(' ', CallNames.OfActors)}";
            return null;
        }

        problem = null;
        return new Fault { Call = (SystemCall)call, By = actor < 0 ? null : (Actor)actor, Path = path };
    }

    private static Fault? ParseWhich(Fault fault, string text, out string? problem)
    {
        problem = null;
        if (text.StartsWith("chance ", StringComparison.Ordinal) && Ratio.TryParse(text.AsSpan(7), out var chance))
        {
            return fault with { Chance = chance };
        }

        if (text.EndsWith(" call", StringComparison.Ordinal) && text.Length > 7
            && TryNumber(text.AsSpan(..^7), out var nth) && text == Ordinal(nth) + " call")
        {
            return fault with { Nth = nth };
        }

        problem = $"\"{text}\" is neither such as \"3rd call\" nor such as \"chance 1/50\"";
        return null;
    }

    private static Fault? ParseTimes(Fault fault, string text, out string? problem)
    {
        problem = null;
        var times = text switch
        {
            "once" => 1,
            "for ever" => Fault.ForEver,
            _ when text.EndsWith(" times", StringComparison.Ordinal) && TryNumber(text.AsSpan(..^6), out var count) =>
                count,
            _ => 0,
        };
        problem = times == 0 ? $"\"{text}\" is neither \"once\" nor \"for ever\" nor such as \"5 times\"" : null;
        return problem is null ? fault with { Times = times } : null;
    }

    private static string Repetition(int times) => times switch
    {
        1 => "once",
        Fault.ForEver => "for ever",
        _ => Invariant($"{times} times"),
    };

    private static string Ordinal(int number) =>
        Invariant($"{number}{Suffix(number)}");

    private static string Suffix(int number) => (number % 100, number % 10) switch
    {
        (11 or 12 or 13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };

    private static bool TryNumber(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
