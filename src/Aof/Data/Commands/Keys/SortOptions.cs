using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Aof.Data.Commands.Keys;

/// <summary>The options of SORT.</summary>
internal sealed class SortOptions
{
    public bool Descending { get; private set; }

    public bool Alphabetic { get; private set; }

    /// <summary>The pattern of BY, or null.</summary>
    public Bytes? By { get; private set; }

    /// <summary>BY has a pattern without a star: nothing is sorted.</summary>
    public bool KeepsOrder { get; private set; }

    public List<Bytes> Get { get; } = [];

    /// <summary>The key for the result; null: the client gets it.</summary>
    public Bytes? Store { get; private set; }

    private long Offset { get; set; }

    private long Count { get; set; } = -1;

    public static bool TryParse(Call call, out SortOptions options)
    {
        options = new SortOptions();
        for (var i = 2; i < call.Args.Length; i++)
        {
            var left = call.Args.Length - i - 1;
            var used = options.Accept(call, i, left);
            if (used < 0)
            {
                return false;
            }

            i += used;
        }

        return true;
    }

    /// <summary>
    /// Sets have no order. An unsorted result that is stored is sorted anyway, so that the log gives the same list.
    /// </summary>
    public bool Sorts(Value? value)
    {
        if (KeepsOrder && value is SetValue && Store is not null)
        {
            Alphabetic = true;
            return true;
        }

        return !KeepsOrder;
    }

    public IEnumerable<T> Limited<T>(IReadOnlyList<T> items)
    {
        var start = (int)Math.Clamp(Offset, 0, items.Count);
        var end = Count < 0 ? items.Count : (int)Math.Min(items.Count, start + Math.Min(Count, items.Count));
        return items.Take(start..Math.Max(start, end));
    }

    /// <summary>Reads the option at i; returns its number of arguments, or -1 after an error reply.</summary>
    private int Accept(Call call, int i, int left)
    {
        var args = call.Args;
        if (args[i].EqualsIgnoreCase("ASC") || args[i].EqualsIgnoreCase("DESC"))
        {
            Descending = args[i].EqualsIgnoreCase("DESC");
            return 0;
        }

        if (args[i].EqualsIgnoreCase("ALPHA"))
        {
            Alphabetic = true;
            return 0;
        }

        if (args[i].EqualsIgnoreCase("LIMIT") && left >= 2)
        {
            if (!call.Integer(args[i + 1], out var offset) || !call.Integer(args[i + 2], out var count))
            {
                return -1;
            }

            (Offset, Count) = (offset, count);
            return 2;
        }

        if (left >= 1 && AcceptPattern(args[i], args[i + 1]))
        {
            return 1;
        }

        call.Reply.Error(Errors.Syntax);
        return -1;
    }

    private bool AcceptPattern(Bytes option, Bytes argument)
    {
        if (option.EqualsIgnoreCase("STORE"))
        {
            Store = argument;
        }
        else if (option.EqualsIgnoreCase("BY"))
        {
            By = argument;
            KeepsOrder |= argument.Span.IndexOf((byte)'*') < 0;
        }
        else if (option.EqualsIgnoreCase("GET"))
        {
            Get.Add(argument);
        }
        else
        {
            return false;
        }

        return true;
    }
}
