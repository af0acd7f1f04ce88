using Aof.Data.Commands.Keys;
using Aof.Data.Commands.Strings;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.KnownDefects;

namespace Aof.Data.Commands.Collections;

/// <summary>
/// The arguments of a command on fields: options, and FIELDS, their number, and the fields, each with its value where
/// the command sets them. Until Redis 8.0 and in Valkey the fields come last, since 8.6 options may follow.
/// </summary>
internal sealed class FieldArguments
{
    /// <summary>The latest deadline that Redis accepts, in milliseconds since 1970 (HFE_MAX_ABS_TIME_MSEC).</summary>
    private const long MaxDeadline = ((1L << 48) - 2) >> 2;

    private const string NotPositive = "ERR Number of fields must be a positive integer";

    private const string WrongNumber =
        "ERR numfields should be greater than 0 and match the provided number of fields";

    private readonly Call call;
    private readonly int width;
    private readonly string notANumber;

    /// <summary>Options may come behind the fields.</summary>
    private readonly bool mayFollow;

    private FieldArguments(Call call, int width, int most, string notANumber)
    {
        this.call = call;
        this.width = width;
        mayFollow = most > 0 && call.Data.Dialect >= Dialect.Redis86;
        this.notANumber = notANumber;
    }

    /// <summary>The index of FIELDS.</summary>
    public int At { get; private set; }

    /// <summary>How many fields.</summary>
    public int Count { get; private set; }

    /// <summary>The index of the first field.</summary>
    public int First => At + 2;

    /// <summary>The indexes of the fields.</summary>
    public IEnumerable<int> Indexes => Enumerable.Range(0, Count).Select(i => First + (i * width));

    /// <summary>The indexes of all other arguments behind <paramref name="from"/>.</summary>
    public IEnumerable<int> OptionsFrom(int from) =>
        Enumerable.Range(from, call.Args.Length - from).Where(i => i < At || i >= First + (Count * width));

    private bool IsValkey => call.Data.Dialect.IsValkey();

    /// <summary>Finds the fields of a call whose options begin here.</summary>
    /// <param name="call">The call.</param>
    /// <param name="from">The index of the first option.</param>
    /// <param name="width">1: fields; 2: fields with values.</param>
    /// <param name="most">How many options may come before FIELDS, where they come first.</param>
    /// <param name="notANumber">Redis's error for a number of fields that is none.</param>
    /// <returns>Null after an error reply.</returns>
    public static FieldArguments? Find(
        Call call, int from, int width = 1, int most = int.MaxValue, string? notANumber = null)
    {
        var found = new FieldArguments(call, width, most, notANumber ?? NotPositive);
        var at = Array.FindIndex(call.Args, from, static word => word.EqualsIgnoreCase("FIELDS"));
        var isPlaced = at >= 0 && (found.IsValkey || at - from <= most);
        return isPlaced ? found.Take(at) ? found : null : found.Refuse(found.IsValkey
            ? WrongNumber
            : found.mayFollow ? "ERR missing FIELDS argument"
            : "ERR Mandatory argument FIELDS is missing or not at the right position");
    }

    /// <summary>Reads a time as a deadline; false after an error reply.</summary>
    public static bool TryDeadline(Call call, Bytes time, TimeForm form, out long deadline)
    {
        deadline = 0;
        if (!call.Integer(time, out var units))
        {
            return false;
        }

        var since = form.Absolute ? 0 : call.NowMs;
        var isValkey = call.Data.Dialect.IsValkey();
        var most = (isValkey ? long.MaxValue : MaxDeadline) - since;
        var isValid = units >= 0 && units <= most / form.UnitMs;
        if (!isValid)
        {
            call.Reply.Error(units < 0 && !isValkey
                ? "ERR invalid expire time, must be >= 0"
                : ExpireCommands.Invalid(call, call.Command.Name.ToLowerInvariant()));
            return false;
        }

        deadline = since + (units * form.UnitMs);
        return true;
    }

    private bool Take(int at)
    {
        At = at;
        var left = call.Args.Length - at - 2;
        if (left < 0 || !call.IsInteger(call.Args[at + 1], out var count))
        {
            return Refuse(IsValkey && left >= 0 ? Errors.NotAnInteger : notANumber) is not null;
        }

        var fits = count > 0 && (mayFollow ? count <= left / width : left % width == 0 && count == left / width);
        Count = fits ? (int)count : 0;
        return fits || Refuse(IsValkey ? WrongNumber
            : count < 1 ? notANumber
            : mayFollow ? "ERR wrong number of arguments"
            : width == 2 ? call.Command.WrongArity
            : "ERR The `numfields` parameter must match the number of arguments") is not null;
    }

    private FieldArguments? Refuse(string error)
    {
        call.Reply.Error(error);
        return null;
    }
}
