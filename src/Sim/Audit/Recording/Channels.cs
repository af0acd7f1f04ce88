using Sim.Audit.Records;

namespace Sim.Audit.Recording;

/// <summary>
/// What the program speaks on: its standard output, the file of its acknowledgements, and the connections that it
/// accepts.
/// </summary>
/// <param name="own">The identities of the files, the standard output first.</param>
/// <param name="add">Adds an entry to the record.</param>
internal sealed class Channels(IReadOnlyList<FileKey> own, Action<RecordEntry> add)
{
    private readonly SortedDictionary<FileKey, int> numbers =
        new(own.Index().ToDictionary(file => file.Item, file => RecordEntry.OutputChannel + file.Index));

    private int last = RecordEntry.LastOwnChannel;

    /// <summary>The number of a channel; 0 for anything else.</summary>
    public int NumberOf(FileStatus? status) => status is { } known ? numbers.GetValueOrDefault(known.Key) : 0;

    /// <summary>A call begins now. What it says counts from now.</summary>
    public void Begins(ThreadView thread, BegunCall call)
    {
        if (call.Channel is > 0 and <= RecordEntry.LastOwnChannel && call.Call is SystemCall.Write
                or SystemCall.WriteV or SystemCall.PWrite64 or SystemCall.PWriteV or SystemCall.PWriteV2)
        {
            Add(EntryKind.Said, call.Channel, call.Bytes(thread, long.MaxValue));
        }
    }

    /// <summary>A call has ended well. A reply may be cut short, so it counts only now, a little late.</summary>
    public void Ended(ThreadView thread, BegunCall call, long result)
    {
        switch (call.Call)
        {
            case SystemCall.Accept or SystemCall.Accept4 when thread.StatusOf((int)result) is { } connection:
                numbers[connection.Key] = ++last;
                break;
            case SystemCall.Read or SystemCall.ReadV or SystemCall.RecvFrom or SystemCall.RecvMsg when result > 0:
                Add(EntryKind.Heard, call.Channel, call.Bytes(thread, result));
                break;
            case SystemCall.Write or SystemCall.WriteV or SystemCall.SendTo or SystemCall.SendMsg when result > 0:
                Add(EntryKind.Replied, call.Channel, call.Bytes(thread, result));
                break;
            default:
                break;
        }
    }

    private void Add(EntryKind kind, int channel, byte[] data) =>
        add(new RecordEntry(kind) { File = channel, Data = data });
}
