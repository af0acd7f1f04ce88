using Aof.Data.Commands.Strings;
using Aof.Data.Execution;
using Aof.KnownDefects;

namespace Aof.Data.Commands.Collections;

/// <summary>The options of HGETEX and HSETEX, and the fields.</summary>
internal sealed class FieldOptions
{
    private const string TwoConditions = "ERR Only one of FXX or FNX arguments can be specified";

    private FieldOptions(FieldArguments fields) => Fields = fields;

    /// <summary>Where the fields are.</summary>
    public FieldArguments Fields { get; }

    /// <summary>The form of the time; null: there is none.</summary>
    public TimeForm? Form { get; private set; }

    /// <summary>The index of the time.</summary>
    public int TimeAt { get; private set; }

    /// <summary>The time as a deadline, in milliseconds since 1970.</summary>
    public long Deadline { get; private set; }

    public bool Persists { get; private set; }

    public bool KeepsDeadline { get; private set; }

    /// <summary>FNX: only if none of the fields is there.</summary>
    public bool NoneThere { get; private set; }

    /// <summary>FXX: only if each field is there.</summary>
    public bool AllThere { get; private set; }

    /// <summary>NX of Valkey: only if the key is not there.</summary>
    public bool KeyAbsent { get; private set; }

    /// <summary>XX of Valkey: only if the key is there.</summary>
    public bool KeyPresent { get; private set; }

    /// <summary>The indexes of the conditions.</summary>
    public SortedSet<int> Conditions { get; } = [];

    /// <summary>Reads the arguments; null after an error reply.</summary>
    /// <param name="call">The call.</param>
    /// <param name="sets">HSETEX, not HGETEX.</param>
    public static FieldOptions? TryParse(Call call, bool sets)
    {
        var dialect = call.Data.Dialect;
        var isWide = sets || dialect >= Dialect.Redis86 || dialect.IsValkey();
        var fields = FieldArguments.Find(call, from: 2, width: sets ? 2 : 1, most: isWide ? int.MaxValue : 2,
            notANumber: isWide ? "ERR invalid number of fields" : null);
        if (fields is null)
        {
            return null;
        }

        var options = new FieldOptions(fields);
        var skipped = -1;
        foreach (var at in fields.OptionsFrom(2))
        {
            if (at != skipped && options.Accept(call, at, sets, ref skipped) is { } error)
            {
                call.Reply.Error(dialect.IsValkey() ? Errors.Syntax : error);
                return null;
            }
        }

        return options;
    }

    /// <summary>Turns the time into a deadline; false after an error reply.</summary>
    public bool TryDeadline(Call call)
    {
        var deadline = 0L;
        var isRead = Form is not { } form || FieldArguments.TryDeadline(call, call.Args[TimeAt], form, out deadline);
        Deadline = deadline;
        return isRead;
    }

    /// <summary>The deadline is past, and not only because a log is loaded.</summary>
    public bool IsPast(Call call) => Form is not null && Deadline <= call.NowMs && !call.Loading;

    /// <summary>Takes one option; returns its error, or null.</summary>
    private string? Accept(Call call, int at, bool sets, ref int skipped)
    {
        var word = call.Args[at];
        if (SetOptions.FormOf(word, later: true) is { } form)
        {
            if (KeepsDeadline || Persists || Form is not null)
            {
                return TwoTimes(sets);
            }

            (Form, TimeAt, skipped) = (form, at + 1, at + 1);
            return at + 1 < call.Args.Length && at + 1 != Fields.At ? null : "ERR missing expire time";
        }

        if (sets ? word.EqualsIgnoreCase("KEEPTTL") : word.EqualsIgnoreCase("PERSIST"))
        {
            var isSecond = Form is not null;
            (KeepsDeadline, Persists) = (sets, !sets);
            return isSecond ? TwoTimes(sets) : null;
        }

        return (sets ? Condition(call, at) : false) switch
        {
            true => null,
            null => TwoConditions,
            false => $"ERR unknown argument: {Executor.Line(word)}",
        };
    }

    /// <summary>Takes a condition; false: it is none; null: it contradicts another.</summary>
    private bool? Condition(Call call, int at)
    {
        var word = call.Args[at];
        var (none, all) = (word.EqualsIgnoreCase("FNX"), word.EqualsIgnoreCase("FXX"));
        var isValkey = call.Data.Dialect.IsValkey();
        var (absent, present) =
            (isValkey && word.EqualsIgnoreCase("NX"), isValkey && word.EqualsIgnoreCase("XX"));
        if (!none && !all && !absent && !present)
        {
            return false;
        }

        _ = Conditions.Add(at);
        (NoneThere, AllThere) = (NoneThere || none, AllThere || all);
        (KeyAbsent, KeyPresent) = (KeyAbsent || absent, KeyPresent || present);
        return (NoneThere && AllThere) || (KeyAbsent && KeyPresent) ? null : true;
    }

    private static string TwoTimes(bool sets) =>
        $"ERR Only one of EX, PX, EXAT, PXAT or {(sets ? "KEEPTTL" : "PERSIST")} arguments can be specified";
}
