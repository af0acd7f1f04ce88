using Aof.State;
using Sim.Check.Rules;
using Sim.Machine;
using Sim.Machine.Tracing;
using Sim.Os;
using Sim.Plans;

namespace Sim.Check.Invariants;

/// <summary>
/// No resource leaks. At the end of each turn a server has the log open, three pipes while a child lives, and what it
/// has given to the background thread to close. close(2) frees a descriptor even when it fails. A start removes the
/// files of rewrites that were dead when it began, and the end of a rewrite removes its files, unless a call for that
/// fails.
/// </summary>
internal sealed class LeakCheck(SimulatedMachine machine, Action<ViolationKind, string> report)
{
    private const int PipeDescriptors = 6;

    private IReadOnlyList<string> dead = [];
    private bool excused;
    private int child = -1;

    /// <summary>A server is about to start.</summary>
    public void Starting()
    {
        var living = machine.LiveChildren;
        dead = [.. Names.Where(name => !living.Any(pid => IsOf(pid, name)))];
        excused = false;
        child = -1;
    }

    /// <summary>A call has returned.</summary>
    public void OnCall(in CallRecord call) =>
        excused |= call
        is { By: Actor.Server, Call: SystemCall.List or SystemCall.Unlink, Error: not (Errno.None or Errno.ENOENT) };

    /// <summary>It has started.</summary>
    public void Started()
    {
        if (!excused && dead.Count > 0 && dead.Intersect(Names).FirstOrDefault() is { } left)
        {
            report(ViolationKind.Leaked,
                $"a server has started, and {left} is still there, which a rewrite left that was dead before");
        }
    }

    /// <summary>A turn is over.</summary>
    public void TurnEnded(AofStatus status)
    {
        if (child != status.ChildPid && !excused && Names.FirstOrDefault(name => IsOf(child, name)) is { } left)
        {
            report(ViolationKind.Leaked, $"{left} is still there, and its child is gone");
        }

        child = status.ChildPid;
        var needed = 1 + (status.RewriteInProgress ? PipeDescriptors : 0) + status.PendingBackgroundJobs;
        if (machine.ServerDescriptors > needed)
        {
            report(ViolationKind.Leaked, Invariant(
                $"the server holds {machine.ServerDescriptors} descriptors {(status.RewriteInProgress ? "while a child "
                    + "lives" : "and has no child")}, and uses {needed} at most"));
        }
    }

    private static bool IsOf(int pid, string name) => name.EndsWith(Invariant($"-{pid}.aof"), StringComparison.Ordinal);

    private IEnumerable<string> Names =>
        machine.Disk.List(".").Value.Where(
        name => name.StartsWith(ServerFiles.RewritePrefix, StringComparison.Ordinal));
}
