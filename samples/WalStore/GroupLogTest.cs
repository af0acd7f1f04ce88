using Sim.Machine.CrashTesting;
using Sim.Os;

namespace WalStore;

/// <summary>The test of an asynchronous program: all writers of a life append at once.</summary>
/// <param name="waitsForItsSync">See <see cref="GroupLog"/>.</param>
public sealed class GroupLogTest(bool waitsForItsSync) : ICrashTestedAsync<string>
{
    private const int MaxDelayUs = 8_000;

    /// <inheritdoc/>
    public async Task LiveAsync(Host host, Life<string> life)
    {
        var log = Open(host);
        await Task.WhenAll(Enumerable.Range(0, life.Steps).Select(async i =>
        {
            var delay = TimeSpan.FromMicroseconds(life.Chance(i).Below(MaxDelayUs));
            await Task.Delay(delay, host.Clock).ConfigureAwait(true);
            var step = life.Begin($"{life.Number}.{i}");
            await log.Append(step.Value).ConfigureAwait(true);
            step.Acknowledge();
        })).ConfigureAwait(true);
    }

    /// <inheritdoc/>
    public Task<string?> RecoverAsync(Host host, StepHistory<string> history)
    {
        // The order of the log is that of the steps; of those that were not promised any may be missing.
        var log = Open(host);
        return Task.FromResult(history.CheckAnyOrder(
            steps => steps.SequenceEqual(log.Entries) ? null : $"the log has [{string.Join(' ', log.Entries)}]"));
    }

    private GroupLog Open(Host host)
    {
        var log = new GroupLog(host.Files, host.Background, host.Clock, waitsForItsSync);
        log.Open();
        return log;
    }
}
