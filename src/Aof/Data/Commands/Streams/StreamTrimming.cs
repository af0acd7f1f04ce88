using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Aof.Data.Commands.Streams;

/// <summary>
/// The trimming options of XADD and XTRIM. Redis 6.2 and later log NOMKSTREAM, MINID and LIMIT too: they are errors for
/// a client, but the loader accepts them.
/// </summary>
/// <param name="Length">MAXLEN; null: not given.</param>
/// <param name="MinId">MINID; null: not given.</param>
/// <param name="WholeNodes">With "~": remove only whole nodes.</param>
/// <param name="At">The index of the length, which is rewritten in the log.</param>
/// <param name="OnlyIfPresent">NOMKSTREAM.</param>
/// <param name="Next">The index behind the options.</param>
internal readonly record struct StreamTrimming(
    long? Length, StreamId? MinId, bool WholeNodes, int At, bool OnlyIfPresent, int Next)
{
    public static readonly Bytes Star = Bytes.Of("*");
    private static readonly Bytes Roughly = Bytes.Of("~");
    private static readonly Bytes Exactly = Bytes.Of("=");

    /// <summary>
    /// Reads the options. For XADD they end at the first other argument, for XTRIM at the last one. False after an
    /// error reply.
    /// </summary>
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
            call.Reply.Error(
                adding
                    ? "ERR wrong number of arguments for XADD"
                    : "ERR XTRIM called without an option to trim the stream");
        }

        return complete;
    }

    /// <summary>Trims; returns the number of removed entries.</summary>
    public int Apply(StreamValue stream)
    {
        var excess =
            MinId is { } least ? stream.PositionOf(least) : Length < stream.Count ? (int)(stream.Count - Length) : 0;
        return excess > 0 ? stream.Trim(excess, WholeNodes) : 0;
    }

    /// <summary>
    /// The command for the log: it gives the same result for other nodes, with the final length
    /// (streamRewriteApproxMaxlen() of Redis) and the chosen id.
    /// </summary>
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

    /// <summary>Skips the option's name and a following "~" or "=".</summary>
    private StreamTrimming Behind(Bytes[] args)
    {
        var sign = Next + 2 < args.Length && (args[Next + 1] == Roughly || args[Next + 1] == Exactly);
        return this with { WholeNodes = sign && args[Next + 1] == Roughly, At = Next + (sign ? 2 : 1) };
    }

    /// <summary>Reads the length; null after an error reply.</summary>
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

    /// <summary>Reads an option of a later version; null: none.</summary>
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
