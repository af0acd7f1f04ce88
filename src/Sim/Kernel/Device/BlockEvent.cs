using Sim.Kernel.Histories;

namespace Sim.Kernel.Device;

/// <summary>A write of a log that reached the disk, or some of its sectors.</summary>
/// <param name="Index">Its index in the log.</param>
/// <param name="From">The first byte that arrived.</param>
/// <param name="End">The byte behind the last one, at most.</param>
internal readonly record struct Arrival(int Index, int From = 0, int End = int.MaxValue)
{
    /// <summary>The bytes that arrived, of all those of the write.</summary>
    public ReadOnlySpan<byte> Of(byte[] data) => data.AsSpan(From, Math.Min(End, data.Length) - From);
}

/// <summary>An entry of the log of a block device.</summary>
internal abstract record BlockEvent
{
    /// <summary>A write arrived.</summary>
    /// <param name="Offset">Where, in bytes.</param>
    /// <param name="Data">What.</param>
    public sealed record Write(long Offset, byte[] Data) : BlockEvent;

    /// <summary>A flush arrived: all writes answered before it are durable.</summary>
    public sealed record Flush : BlockEvent;

    /// <summary>The history came to a place.</summary>
    /// <param name="Place">The place.</param>
    public sealed record Mark(HistoryPlace Place) : BlockEvent;

    /// <summary>Writes a log: the number of events, and each with a letter before it.</summary>
    public static void WriteLog(BinaryWriter writer, IReadOnlyList<BlockEvent> log)
    {
        writer.Write(log.Count);
        foreach (var what in log)
        {
            switch (what)
            {
                case Write write:
                    writer.Write('w');
                    writer.Write(write.Offset);
                    writer.Write(write.Data.Length);
                    writer.Write(write.Data);
                    break;
                case Mark mark:
                    writer.Write('m');
                    WriteMark(writer, mark.Place);
                    break;
                default:
                    writer.Write('f');
                    break;
            }
        }
    }

    /// <summary>Reads a log.</summary>
    public static IReadOnlyList<BlockEvent> ReadLog(BinaryReader reader)
    {
        var log = new BlockEvent[reader.ReadInt32()];
        for (var index = 0; index < log.Length; index++)
        {
            log[index] = reader.ReadChar() switch
            {
                'w' => new Write(reader.ReadInt64(), ReadBytes(reader)),
                'm' => new Mark(ReadMark(reader)),
                _ => new Flush(),
            };
        }

        return log;
    }

    public static void WriteMark(BinaryWriter writer, HistoryPlace place)
    {
        writer.Write(place.Calls);
        writer.Write(place.IsDuring);
    }

    public static HistoryPlace ReadMark(BinaryReader reader) => new(reader.ReadInt32(), reader.ReadBoolean());

    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    private static byte[] ReadBytes(BinaryReader reader)
    {
        var bytes = new byte[reader.ReadInt32()];
        reader.BaseStream.ReadExactly(bytes);
        return bytes;
    }
}
