namespace Aof.Data.Commands;

/// <summary>XREAD and XREADGROUP: they answer what is there. Waiting for what is to come is the executor's business: see <see cref="StreamRead"/>.</summary>
internal static class StreamReading
{
    public static Command[] Rows { get; } =
    [
        new("XREAD", -4, CommandFlags.ReadOnly, Read),
        new("XREADGROUP", -7, CommandFlags.Write, Read),
    ];

    private static void Read(Call call)
    {
        if (StreamRead.TryParse(call, out var read) && !read.Serve(call, ready: null))
        {
            call.Reply.NullArray();
        }
    }
}
