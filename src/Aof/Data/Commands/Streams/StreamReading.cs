using Aof.Data.Commands.Arguments;
using Aof.Data.Execution;
using Aof.Data.Values;

namespace Aof.Data.Commands.Streams;

/// <summary>XREAD and XREADGROUP: reply the available entries, or with BLOCK wait for new ones.</summary>
internal static class StreamReading
{
    public static Command[] Rows { get; } =
    [
        new("XREAD", -4, CommandFlags.ReadOnly, Read),
        new("XREADGROUP", -7, CommandFlags.Write, Read),
    ];

    private static void Read(Call call)
    {
        if (StreamRead.TryParse(call, out var read) && !read.Serve(call, ready: null) && !TryWait(call, read))
        {
            call.Reply.NullArray();
        }
    }

    private static bool TryWait(Call call, StreamRead read)
    {
        if (read.BlockMs is not { } milliseconds)
        {
            return false;
        }

        _ = WaitTimeout.TryEnd(call, milliseconds, out var endsMs);
        return call.TryBlock(
            [.. read.Keys], new WaitKind(ValueKind.Stream, endsMs, (later, ready) => read.Serve(later, ready)));
    }
}
