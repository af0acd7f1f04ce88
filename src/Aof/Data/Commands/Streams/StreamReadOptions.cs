using Aof.Data.Execution;
using Aof.Data.Primitives;

namespace Aof.Data.Commands.Streams;

/// <summary>The options of XREAD and XREADGROUP.</summary>
internal sealed class StreamReadOptions
{
    /// <summary>The group; null for XREAD.</summary>
    public Bytes? Group { get; private set; }

    /// <summary>The consumer, for XREADGROUP.</summary>
    public Bytes Consumer { get; private set; }

    /// <summary>The most entries of each stream; 0: all.</summary>
    public long Count { get; private set; }

    /// <summary>The timeout in milliseconds, 0: unlimited; null: no wait.</summary>
    public long? BlockMs { get; private set; }

    /// <summary>NOACK: delivered entries do not become pending.</summary>
    public bool Acknowledged { get; private set; }

    /// <summary>The argument of the first stream.</summary>
    public int FirstKey { get; private set; }

    /// <summary>Reads the options; false after an error reply.</summary>
    public static bool TryParse(Call call, out StreamReadOptions options)
    {
        options = new StreamReadOptions();
        var isGroup = call.Args[0].EqualsIgnoreCase("XREADGROUP");
        string? error = null;
        for (var at = 1; at < call.Args.Length && options.FirstKey == 0 && error is null; at++)
        {
            error = options.Accept(call.Args, isGroup, ref at);
        }

        error ??= options.FirstKey == 0
            ? Errors.Syntax
            : isGroup && options.Group is null ? "ERR Missing GROUP option for XREADGROUP" : null;
        if (error is not null)
        {
            call.Reply.Error(error);
        }

        return error is null;
    }

    /// <summary>Reads an option up to its last argument; returns an error, or null.</summary>
    private string? Accept(Bytes[] args, bool isGroup, ref int at)
    {
        var option = args[at];
        var more = args.Length - at - 1;
        if (option.EqualsIgnoreCase("BLOCK") && more > 0)
        {
            return Block(args[++at]);
        }

        if (option.EqualsIgnoreCase("COUNT") && more > 0)
        {
            var valid = NumberSyntax.TryInteger(args[++at].Span, out var count);
            Count = Math.Max(0, count);
            return valid ? null : Errors.NotAnInteger;
        }

        if (option.EqualsIgnoreCase("STREAMS") && more > 0)
        {
            FirstKey = at + 1;
            return more % 2 == 0
                ? null
                : "ERR Unbalanced XREAD list of streams: for each stream key an ID or '$' must be specified.";
        }

        return AcceptOfGroup(args, isGroup, ref at);
    }

    /// <summary>The options of XREADGROUP alone.</summary>
    private string? AcceptOfGroup(Bytes[] args, bool isGroup, ref int at)
    {
        var option = args[at];
        var more = args.Length - at - 1;
        var acknowledged = option.EqualsIgnoreCase("NOACK");
        if (!acknowledged && !(option.EqualsIgnoreCase("GROUP") && more > 1))
        {
            return Errors.Syntax;
        }

        if (!isGroup)
        {
            return $"ERR The {(acknowledged ? "NOACK" : "GROUP")} option is only supported by XREADGROUP. You called "
                + $"XREAD instead.";
        }

        if (acknowledged)
        {
            Acknowledged = true;
        }
        else
        {
            (Group, Consumer) = (args[at + 1], args[at + 2]);
            at += 2;
        }

        return null;
    }

    private string? Block(Bytes timeout)
    {
        var valid = NumberSyntax.TryInteger(timeout.Span, out var milliseconds);
        BlockMs = milliseconds;
        return !valid
            ? "ERR timeout is not an integer or out of range"
            : milliseconds < 0 ? "ERR timeout is negative" : null;
    }
}
