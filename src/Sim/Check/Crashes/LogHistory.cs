using Sim.Machine.Crash;
using Sim.Machine.Disk;
using Sim.Plans;

namespace Sim.Check.Crashes;

/// <summary>The bytes of the log as they changed.</summary>
internal static class LogHistory
{
    /// <summary>The log in the page cache after this number of changes of a disk, and after each later one.</summary>
    /// <param name="initial">What was on the disk before its first change.</param>
    /// <param name="journal">The changes.</param>
    /// <param name="from">How many changes come before the first log.</param>
    public static IReadOnlyList<byte[]> Of(DiskImage initial, Journal journal, int from)
    {
        var model = new CrashModel(initial, journal);
        var logs = new List<byte[]>();
        for (var position = from; position <= journal.Count; position++)
        {
            model.MoveTo(position);
            var parts = ServerFiles.LogOn(model.KillImage());
            logs.Add([.. parts.SelectMany(static part => part.Content.ToArray())]);
        }

        return logs;
    }
}
