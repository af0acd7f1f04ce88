using Aof.Append;
using Aof.Diagnostics;
using Aof.KnownDefects;
using Aof.State;
using Sim.Os;

namespace Aof.Rewrite;

/// <summary>
/// The handover of a log that is one file: the server sends the child what it executes meanwhile, as the diff, agrees
/// to stop, and swaps in the child's file.
/// </summary>
internal sealed class DiffHandover(AofState state, Feed feed) : Handover
{
    private readonly Swap swap = new(state, feed);
    private readonly bool noDiffPipes = state.Defects.Has(Defect.NoDiffPipes);
    private readonly bool failedForkLeaksPipes = state.Defects.Has(Defect.FailedForkLeaksPipes);

    /// <summary>The pipes to the child; null without a child, or with <see cref="Defect.NoDiffPipes"/>.</summary>
    private DiffPipe? pipe;

    /// <summary>The server sends no more diff: the child asked it to stop (server.aof_stop_sending_diff).</summary>
    private bool stopSending;

    public override DiffPipe? Pipe => pipe;

    private IFiles Files => state.Host.Files;

    public override Errno SwitchOn() => state.File.Open(state.Config.FileName);

    public override string? Prepare()
    {
        var pipes = noDiffPipes ? default : DiffPipe.Create(state.Host);
        if (!pipes.Ok)
        {
            Probes.Hit(Probe.PipesNotMade);
            return $"make the pipes: {pipes.Error.Message()}";
        }

        pipe = noDiffPipes ? null : pipes.Value;
        return null;
    }

    public override void Forked(bool succeeded)
    {
        state.ChildTakesDiff = succeeded;
        stopSending = false;
        if (!succeeded)
        {
            if (!failedForkLeaksPipes)
            {
                pipe?.Close(Files);
            }

            pipe = null;
        }
    }

    /// <summary>Handles pipe events: the child asks to stop, or can take more of the diff.</summary>
    public override void Serve()
    {
        if (pipe is not { } ends || stopSending)
        {
            return;
        }

        if (state.Host.Pipes.Readable(ends.Stop.ReadEnd))
        {
            AgreeToStop(ends);
        }
        else if (state.RewriteBuffer.Length > 0 && state.Host.Pipes.Writable(ends.Diff.WriteEnd))
        {
            SendDiff(ends.Diff.WriteEnd);
        }
    }

    public override bool TakeOver(int childPid) => swap.Run(childPid);

    public override void CleanUp()
    {
        pipe?.Close(Files);
        pipe = null;
        state.ChildTakesDiff = false;
        state.RewriteBuffer.Reset();
    }

    /// <summary>aofChildPipeReadable() of Redis. If the answer cannot be sent, the child times out.</summary>
    private void AgreeToStop(DiffPipe ends)
    {
        Span<byte> mark = stackalloc byte[1];
        var asked = Files.Read(ends.Stop.ReadEnd, mark);
        if (!asked.Ok || asked.Value != 1 || mark[0] != DiffPipe.Mark)
        {
            return;
        }

        state.Log(LogLevel.Notice, "The rewriting child asks to send no more of the difference.");
        stopSending = true;
        var answered = Files.Write(ends.Agreed.WriteEnd, mark);
        if (!answered.Ok)
        {
            Probes.Hit(Probe.AgreementNotSent);
            state.Log(LogLevel.Warning, $"The rewriting child could not be answered: {answered.Error.Message()}");
        }
    }

    /// <summary>aofChildWriteDiffData() of Redis: fills the pipe.</summary>
    private void SendDiff(int writeEnd)
    {
        while (state.RewriteBuffer.Length > 0)
        {
            var written = Files.Write(writeEnd, state.RewriteBuffer.Front);
            if (!written.Ok || written.Value == 0)
            {
                Probes.Hit(Probe.DifferencePipeFull);
                return;
            }

            state.RewriteBuffer.Consume(written.Value);
        }
    }
}
