using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Aof.Data.Commands.Streams;

/// <summary>
/// What stands between the key and the id of XADD, and all that XTRIM says. Logs of Redis 6.2 and later hold NOMKSTREAM,
/// MINID and LIMIT as well: a client is told that they are none, the loader takes them.
/// </summary>
/// <param name="Length">MAXLEN; null when it was not given.</param>
/// <param name="MinId">MINID; null when it was not given.</param>
/// <param name="WholeNodes">With "~": only as much as is cheap to remove.</param>
/// <param name="At">The argument of the length, to be rewritten.</param>
/// <param name="OnlyIfPresent">NOMKSTREAM.</param>
/// <param name="Next">The argument behind all this.</param>
internal readonly record struct StreamTrimming(long? Length, StreamId? MinId, bool WholeNodes, int At, bool OnlyIfPresent, int Next)
{
    public static readonly Bytes Star = Bytes.Of("*");
    private static readonly Bytes Roughly = Bytes.Of("~");
    private static readonly Bytes Exactly = Bytes.Of("=");

    /// <summary>Reads it, up to the first argument that is none of these when an entry is added, to the end otherwise; false when it is wrong, and the client has been told.</summary>
    public static bool TryParse(Call call, bool adding, out StreamTrimming trimming)
    {
        trimming = new StreamTrimming { Next = 2 };
        var args = call.Args;
        while (trimming.Next < args.Length && !(adding && args[trimming.Next] == Star))
        {
            var isLength = trimming.Next + 1 < args.Length && args[trimming.Next].EqualsIgnoreCase("MAXLEN");
            if ((isLength ? trimming.WithLength(call) : call.Loading ? trimming.WithLater(args) : null) is { } read)
            {
                trimming = read;
            }
            else if (isLength)
            {
                return false;
            }
            else if (adding)
            {
                return true;
            }
            else
            {
                call.Reply.Error(Errors.Syntax);
                return false;
            }
        }

        var complete = adding ? trimming.Next < args.Length : trimming.Length is not null || trimming.MinId is not null;
        if (!complete)
        {
            call.Reply.Error(adding ? "ERR wrong number of arguments for XADD" : "ERR XTRIM called without an option to trim the stream");
        }

        return complete;
    }

    /// <summary>Trims; returns how many entries went.</summary>
    public int Apply(StreamValue stream)
    {
        var excess = MinId is { } least ? stream.PositionOf(least) : Length < stream.Count ? (int)(stream.Count - Length) : 0;
        return excess > 0 ? stream.Trim(excess, WholeNodes) : 0;
    }

    /// <summary>The command that does the same to a stream with other nodes: with the length that came out (streamRewriteApproxMaxlen() of Redis), and with the id that was chosen.</summary>
    public Bytes[] Logged(Bytes[] args, int length, StreamId? id)
    {
        var logged = args.AsSpan().ToArray();
        if (WholeNodes && Length is not null)
        {
            logged[At - 1] = Exactly;
            logged[At] = Bytes.Of(length);
        }

        if (id is { } given)
        {
            logged[Next] = given.ToBytes();
        }

        return logged;
    }

    /// <summary>Steps behind the option's name, and behind "~" or "=" when something follows it.</summary>
    private StreamTrimming Behind(Bytes[] args)
    {
        var sign = Next + 2 < args.Length && (args[Next + 1] == Roughly || args[Next + 1] == Exactly);
        return this with { WholeNodes = sign && args[Next + 1] == Roughly, At = Next + (sign ? 2 : 1) };
    }

    /// <summary>With the length that comes next; null when it is wrong, and the client has been told.</summary>
    private StreamTrimming? WithLength(Call call)
    {
        var behind = Behind(call.Args);
        if (!call.Integer(call.Args[behind.At], out var length))
        {
            return null;
        }

        if (length < 0)
        {
            call.Reply.Error("ERR The MAXLEN argument must be >= 0.");
            return null;
        }

        return behind with { Length = length, MinId = null, Next = behind.At + 1 };
    }

    /// <summary>With the option of a later version that comes next; null when there is none.</summary>
    private StreamTrimming? WithLater(Bytes[] args)
    {
        if (args[Next].EqualsIgnoreCase("NOMKSTREAM"))
        {
            return this with { OnlyIfPresent = true, Next = Next + 1 };
        }

        if (Next + 1 == args.Length)
        {
            return null;
        }

        if (args[Next].EqualsIgnoreCase("LIMIT"))
        {
            return this with { Next = Next + 2 };
        }

        var behind = Behind(args);
        return args[Next].EqualsIgnoreCase("MINID") && StreamId.TryParse(args[behind.At], missingSeq: 0, out var least)
            ? behind with { Length = null, MinId = least, Next = behind.At + 1 }
            : null;
    }
}
