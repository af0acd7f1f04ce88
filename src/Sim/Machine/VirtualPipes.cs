using Sim.Machine.Tracing;
using Sim.Os;

namespace Sim.Machine;

/// <summary>
/// The pipe calls of one process. <see cref="Readable"/> and <see cref="Writable"/> take no time and cannot fail. They
/// return true, like poll(2), for a file, for a closed descriptor, and when the other end of the pipe is closed.
/// </summary>
internal sealed class VirtualPipes(VirtualProcess process) : IPipes
{
    public SysResult<PipeEnds> Create()
    {
        var injection = process.Enter(SystemCall.PipeCreate);
        var error = injection.Error != Errno.None ? injection.Error
            : process.Descriptors.Free < 2 ? Errno.EMFILE
            : Errno.None;
        if (error != Errno.None)
        {
            return process.LeaveWith(SystemCall.PipeCreate, 0, error);
        }

        var pipe = process.Machine.NewPipe();
        var ends = new PipeEnds(process.Descriptors.Add(pipe.Read), process.Descriptors.Add(pipe.Write));
        process.Record(SystemCall.PipeCreate, ends.ReadEnd, ends.WriteEnd, Errno.None, pipe.Name);
        return ends;
    }

    public bool Readable(int fd) =>
        process.Descriptors.Find(fd) is not { Pipe: { } pipe } open || (open.Reads ? pipe.Readable : !pipe.HasReader);

    public bool Writable(int fd) =>
        process.Descriptors.Find(fd) is not { Pipe: { } pipe } open || (open.Writes ? pipe.Writable : !pipe.HasWriter);
}
