using Sim.Os;

namespace WalStore;

/// <summary>
/// A log with group commit: several writers wait for one sync, which the background thread does. A sync covers what was
/// written before it began.
/// </summary>
/// <param name="files">The files, real or simulated.</param>
/// <param name="background">Syncs the log.</param>
/// <param name="clock">Times the looks at the background thread.</param>
/// <param name="waitsForItsSync">
/// False for a common mistake of group commits: a sync answers all that wait when it ends, also those whose lines came
/// after it had begun.
/// </param>
public sealed class GroupLog(IFiles files, IBackground background, TimeProvider clock, bool waitsForItsSync)
{
    private const string Log = "group.log";

    private readonly List<string> entries = [];
    private List<TaskCompletionSource> waiting = [];
    private int log = -1;
    private bool syncs;

    /// <summary>The entries that were there when the log was opened.</summary>
    public IReadOnlyList<string> Entries => entries;

    /// <summary>Reads the entries, cuts a torn one off, and opens the log for appending.</summary>
    public void Open()
    {
        var content = files.ReadAll(Log);
        var good = 0;
        while (CheckedFiles.FirstLine(content.AsSpan(good)) is { } line)
        {
            entries.Add(line.Text);
            good += line.Length;
        }

        log = files.OpenLog(Log, good);
    }

    /// <summary>Appends an entry. The entry is promised when the task is complete.</summary>
    public Task Append(string entry)
    {
        files.WriteAll(log, CheckedFiles.Line(entry));
        var waiter = new TaskCompletionSource();
        waiting.Add(waiter);
        if (!syncs)
        {
            _ = SyncUntilNoneWaits();
        }

        return waiter.Task;
    }

    private async Task SyncUntilNoneWaits()
    {
        syncs = true;
        while (waiting.Count > 0)
        {
            var group = waiting;
            waiting = waitsForItsSync ? [] : waiting;
            background.Submit(BackgroundJob.Sync, log);
            while (background.Pending(BackgroundJob.Sync) > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), clock).ConfigureAwait(true);
            }

            waiting = waitsForItsSync ? waiting : [];
            foreach (var waiter in group)
            {
                Answer(waiter);
            }
        }

        syncs = false;
    }

    private void Answer(TaskCompletionSource waiter)
    {
        if (background.LastSync == Errno.None)
        {
            waiter.SetResult();
        }
        else
        {
            waiter.SetException(new ProcessExit(1, background.LastSync.Message()));
        }
    }
}
