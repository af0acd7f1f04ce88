using Aof.State;
using Sim.Check.Rules;
using Sim.Machine;
using Sim.Machine.Faults;
using Sim.Machine.Tracing;
using Sim.Os;
using Sim.Plans;

namespace Sim.Check.Invariants;

/// <summary>
/// No resource leaks. At the end of each turn a server has the log open, three pipes while a child lives, and what it
/// has given to the background thread to close. close(2) frees a descriptor even when it fails. A start removes the
/// files of rewrites that were dead when it began, and the end of a rewrite removes its files, unless a call for that
/// fails; a child that could not be killed goes on, with its file. A copy that a start makes, and a manifest that is to
/// replace another, are gone when the turn ends. So are the files of the log that a rewrite has replaced, once the
/// background thread has deleted them: those that a manifest has named, and that have a smaller number than all of
/// their kind that it names now.
/// </summary>
/// <param name="machine">The machine of the run.</param>
/// <param name="report">Receives what is wrong.</param>
public sealed class LeakCheck(SimulatedMachine machine, Action<ViolationKind, string> report)
{
    private const int PipeDescriptors = 6;

    /// <summary>The names that a manifest has had.</summary>
    private readonly SortedSet<string> named = new(StringComparer.Ordinal);

    private IReadOnlyList<string> dead = [];
    private bool excused, hasMadeTemporary, hasNewManifest;
    private int child = -1;

    /// <summary>A file could not be deleted. Neither a later rewrite nor a start tries again.</summary>
    private bool isKept;

    /// <summary>A bit was read wrong, maybe of a name or number in the manifest.</summary>
    private bool WasMisread => machine.Faults.Injected.Any(static row => row.Kind == FaultKind.Flip);

    /// <summary>A server is about to start.</summary>
    public void Starting()
    {
        var living = machine.LiveChildren;
        dead = [.. Names.Where(name => !living.Any(pid => IsOf(pid, name)))];
        excused = false;
        child = -1;
    }

    /// <summary>A call has returned.</summary>
    internal void OnCall(in CallRecord call)
    {
        if (call.By == Actor.Server)
        {
            ServerCalled(call.Call, call.Path, call.Error);
        }
    }

    /// <summary>A call of the server has returned.</summary>
    public void ServerCalled(SystemCall call, string? path, Errno error)
    {
        excused |= call is SystemCall.List or SystemCall.Unlink && error is not (Errno.None or Errno.ENOENT);
        isKept |= call == SystemCall.Unlink && error is not (Errno.None or Errno.ENOENT);
        hasNewManifest |= call == SystemCall.Rename && error == Errno.None
            && path?.EndsWith(".manifest", StringComparison.Ordinal) == true;
        hasMadeTemporary |= call == SystemCall.Open && path is not null && ServerFiles.IsTemporary(path);
    }

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
        var isGone = child != status.ChildPid && !machine.LiveChildren.Contains(child);
        if (isGone && !excused && Names.FirstOrDefault(name => IsOf(child, name)) is { } left)
        {
            report(ViolationKind.Leaked, $"{left} is still there, and its child is gone");
        }

        if (hasMadeTemporary && !excused && OfServer.FirstOrDefault() is { } own)
        {
            report(ViolationKind.Leaked, $"{own} is still there, and the server that made it needs it no more");
        }

        hasMadeTemporary = false;
        if (hasNewManifest && status.PendingBackgroundJobs == 0)
        {
            LookForReplaced();
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

    private void LookForReplaced()
    {
        hasNewManifest = false;
        var disk = machine.Disk.CachedImage();
        if (!isKept && !WasMisread && ServerFiles.ReplacedOn(disk).FirstOrDefault(named.Contains) is { } replaced)
        {
            report(ViolationKind.Leaked, $"{replaced} is still there, and the manifest knows it no more");
        }

        named.UnionWith(ServerFiles.NamedOn(disk));
    }

    private static bool IsOf(int pid, string name) => name.EndsWith(Invariant($"-{pid}.aof"), StringComparison.Ordinal);

    private IEnumerable<string> Names =>
        machine.Disk.List(".").Value.Where(
        name => name.StartsWith(ServerFiles.RewritePrefix, StringComparison.Ordinal));

    /// <summary>Temporary files that the server itself has made, in both directories.</summary>
    private IEnumerable<string> OfServer =>
        Names.Concat(machine.Disk.List(ServerFiles.Directory) is { Ok: true } parts
            ? parts.Value.Where(ServerFiles.IsTemporary)
            : []).Where(name => IsOf(machine.ServerPid, name) || name.EndsWith(".manifest", StringComparison.Ordinal));
}
