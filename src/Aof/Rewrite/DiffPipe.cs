using Sim.Os;

namespace Aof.Rewrite;

/// <summary>
/// The three pipes between the server and its rewriting child (aofCreatePipes() of Redis). Both processes use the same
/// descriptor numbers.
/// </summary>
/// <param name="Diff">The diff, server to child.</param>
/// <param name="Stop">The child asks the server to stop sending: "!".</param>
/// <param name="Agreed">The server agrees: "!".</param>
internal readonly record struct DiffPipe(PipeEnds Diff, PipeEnds Stop, PipeEnds Agreed)
{
    /// <summary>The byte that both sides send.</summary>
    public const byte Mark = (byte)'!';

    /// <summary>Creates all three pipes, or none.</summary>
    public static SysResult<DiffPipe> Create(Host host)
    {
        var made = new List<PipeEnds>(3);
        for (var i = 0; i < 3; i++)
        {
            var pipe = host.Pipes.Create();
            if (!pipe.Ok)
            {
                made.ForEach(ends => Close(host.Files, ends));
                return pipe.Error;
            }

            made.Add(pipe.Value);
        }

        return new DiffPipe(made[0], made[1], made[2]);
    }

    /// <summary>Closes the caller's six descriptors.</summary>
    public void Close(IFiles files)
    {
        Close(files, Diff);
        Close(files, Stop);
        Close(files, Agreed);
    }

    private static void Close(IFiles files, PipeEnds pipe)
    {
        _ = files.Close(pipe.ReadEnd);
        _ = files.Close(pipe.WriteEnd);
    }
}
