using Sim.Machine.Tracing;
using Sim.Os;

namespace Sim.Machine;

/// <summary>
/// One process's pipes. Asking whether an end is ready takes no time and cannot fail: poll(2) returns at once for a file and for a
/// descriptor that is not open, and tells at either end of a pipe that the other one is gone.
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
        process.Tell(SystemCall.PipeCreate, ends.ReadEnd, ends.WriteEnd, Errno.None, pipe.Name);
        return ends;
    }

    public bool Readable(int fd) => process.Descriptors.Find(fd) is not { Pipe: { } pipe } open || (open.Reads ? pipe.Readable : !pipe.HasReader);

    public bool Writable(int fd) => process.Descriptors.Find(fd) is not { Pipe: { } pipe } open || (open.Writes ? pipe.Writable : !pipe.HasWriter);
}
