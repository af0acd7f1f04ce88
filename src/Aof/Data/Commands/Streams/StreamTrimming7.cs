using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Aof.Data.Commands.Streams;

/// <summary>
/// The options of XADD and XTRIM in Redis 7 (streamParseAddOrTrimArgsOrReply()), and the trimming. What "~" has removed
/// is logged with "=".
/// </summary>
internal sealed class StreamTrimming7
{
    /// <summary>LIMIT, where "~" is given without it: a hundred nodes.</summary>
    private const long DefaultLimit = 100 * 100;

    private static readonly Bytes Roughly = Bytes.Of("~");
    private static readonly Bytes Exactly = Bytes.Of("=");

    private readonly Call call;
    private readonly bool adding;
    private long? length, limit;
    private StreamId? minId;
    private bool wholeNodes;

    /// <summary>The argument of the length or the id.</summary>
    private int at;

    private StreamTrimming7(Call call, bool adding) => (this.call, this.adding) = (call, adding);

    /// <summary>NOMKSTREAM.</summary>
    public bool OnlyIfPresent { get; private set; }

    /// <summary>The argument behind the options: for XADD the id.</summary>
    public int Next { get; private set; } = 2;

    private bool Trims => length is not null || minId is not null;

    /// <summary>Reads the options; null after an error reply.</summary>
    public static StreamTrimming7? Of(Call call, bool adding)
    {
        var trimming = new StreamTrimming7(call, adding);
        while (trimming.Next < call.Args.Length)
        {
            switch (trimming.Accept())
            {
                case null:
                    return null;
                case false when adding:
                    return trimming.IsSound() ? trimming : null;
                case false:
                    call.Reply.Error(Errors.Syntax);
                    return null;
                default:
                    break;
            }
        }

        return trimming.IsSound() ? trimming : null;
    }

    /// <summary>Trims; returns the number of removed entries.</summary>
    public int Apply(StreamValue stream)
    {
        var excess = minId is { } least ? stream.PositionOf(least)
            : length < stream.Count ? (int)(stream.Count - length)
            : 0;
        excess = wholeNodes ? stream.WholeNodes(excess, limit ?? 0) : excess;
        return excess > 0 ? stream.Trim(excess, wholeNodes: false) : 0;
    }

    /// <summary>The arguments for the log after the trimming; they give the same result for other nodes.</summary>
    public Bytes[] Logged(StreamValue stream)
    {
        var logged = call.Args.AsSpan().ToArray();
        if (Trims && wholeNodes)
        {
            logged[at - 1] = Exactly;
            logged[at] = length is null ? stream.FirstNodeId.ToBytes()
                : Bytes.Of(stream.Count);
        }

        return logged;
    }

    /// <summary>Reads an option; false: there is none; null after an error reply.</summary>
    private bool? Accept()
    {
        var (args, option, more) = (call.Args, call.Args[Next], call.Args.Length - Next - 1);
        if (adding && option == StreamTrimming.Star)
        {
            return false;
        }

        var isLength = option.EqualsIgnoreCase("MAXLEN");
        if (more > 0 && (isLength || option.EqualsIgnoreCase("MINID")))
        {
            return AcceptBound(isLength, more);
        }

        if (more > 0 && option.EqualsIgnoreCase("LIMIT"))
        {
            return AcceptLimit(args[Next + 1]);
        }

        if (!adding || !option.EqualsIgnoreCase("NOMKSTREAM"))
        {
            return false;
        }

        (OnlyIfPresent, Next) = (true, Next + 1);
        return true;
    }

    private bool? AcceptLimit(Bytes argument)
    {
        if (!call.Integer(argument, out var number))
        {
            return null;
        }

        (limit, Next) = (number, Next + 2);
        return number >= 0 ? true : Refused("ERR The LIMIT argument must be >= 0.");
    }

    private bool? AcceptBound(bool isLength, int more)
    {
        var args = call.Args;
        if (Trims)
        {
            return Refused("ERR syntax error, MAXLEN and MINID options at the same time are not compatible");
        }

        var sign = more >= 2 && (args[Next + 1] == Roughly || args[Next + 1] == Exactly);
        wholeNodes = sign && args[Next + 1] == Roughly;
        at = Next + (sign ? 2 : 1);
        Next = at + 1;
        if (!isLength)
        {
            var isId = StreamCommands.Id(call, args[at], out var id);
            minId = id;
            return isId ? true : null;
        }

        if (!call.Integer(args[at], out var number))
        {
            return null;
        }

        length = number;
        return number >= 0 ? true : Refused("ERR The MAXLEN argument must be >= 0.");
    }

    /// <summary>Where the log is loaded LIMIT says nothing: its effect was logged.</summary>
    private bool IsSound()
    {
        var error = limit > 0 && !Trims
            ? "ERR syntax error, LIMIT cannot be used without specifying a trimming strategy"
            : !adding && !Trims ? "ERR syntax error, XTRIM called without specifying a trimming strategy"
            : limit is not null && !wholeNodes && !call.Loading
            ? "ERR syntax error, LIMIT cannot be used without the special ~ option"
            : null;
        limit = call.Loading ? 0 : limit ?? (wholeNodes ? DefaultLimit : 0);
        return error is null || Refused(error) is not null;
    }

    private bool? Refused(string error)
    {
        call.Reply.Error(error);
        return null;
    }
}
