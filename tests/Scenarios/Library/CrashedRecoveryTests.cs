using Sim.Machine.CrashTesting;
using Sim.Os;

namespace Tests.Scenarios.Library;

/// <summary>The recovery is crashed too, and the program goes on after a crash and is crashed again.</summary>
public sealed class CrashedRecoveryTests
{
    private static readonly CrashTestOptions Options = new() { Seeds = 20, Steps = 4 };

    [Fact]
    public void ARollbackThatIsNotSyncedIsFound()
    {
        var failure = CrashTest.Run(new RollbackStore(syncsRollback: false), Options).Failure;
        Assert.NotNull(failure);
        Assert.Contains("life 2:", failure.Story, StringComparison.Ordinal);
        Assert.Equal(2, failure.Token.Split(':')[4].Split(',').Length);
        var again = CrashTest.Replay(new RollbackStore(syncsRollback: false), failure.Token);
        Assert.Equal(failure.Story, again.Failure?.Story);
        Assert.Null(CrashTest.Run(new RollbackStore(syncsRollback: false), Options with { Lives = 1 }).Failure);
    }

    [Fact]
    public void ASyncedRollbackKeepsEveryPromise()
    {
        var report = CrashTest.Run(new RollbackStore(syncsRollback: true), Options with { Lives = 3, NextLives = 4 });
        Assert.Null(report.Failure);
        Assert.True(report.Counts.CrashedRecoveries > 500, report.ToString());
        Assert.True(report.Counts.Lives > 20 * 9, report.ToString());
    }

    [Fact]
    public void EqualImagesWithEqualPromisesRecoverOnce()
    {
        var counts = CrashTest.Run(new NumberLog(), Options).Counts;
        Assert.InRange(counts.Recoveries, 100, counts.States * 9 / 10);
        Assert.True(counts.Torn > 0 && counts.WrongSizes > 0 && counts.LostNames > 0, counts.ToString());
        Assert.Contains("never: a write larger than a sector of 512", counts.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(3_600, false)]
    public void APowerLossMayOweLess(int graceSeconds, bool fails)
    {
        var options = Options with { PowerLossGrace = TimeSpan.FromSeconds(graceSeconds) };
        Assert.Equal(fails, CrashTest.Run(new NumberLog { Syncs = false }, options).Failure is not null);
    }

    [Fact]
    public void AKillOwesEverythingInSpiteOfTheGrace()
    {
        var failure = CrashTest.Run(
            new TestedBy(new NumberLog().Live, (_, history) => history.Promised.Any() ? "gone" : null),
            Options with { PowerLossGrace = TimeSpan.FromHours(1) }).Failure;
        Assert.Equal("kill -9", failure!.How);
    }

    [Fact]
    public void AStepOfSeveralIsAcknowledgedByItself()
    {
        var log = new NumberLog();
        var failure = CrashTest.Run(
            new TestedBy((host, life) =>
            {
                var (first, second) = (life.Begin(1), life.Begin(2));
                log.Append(host.Files, NumberLog.Open(host.Files), second.Value);
                second.Acknowledge();
                _ = first;
            },
            (host, history) => NumberLog.Read(host.Files).Contains(2) != history.IsPromised(1) && history.IsPromised(1)
                ? "2 is gone" : history.Begun.Count == 2 && history.IsPromised(0) ? "1 is promised" : null),
            Options).Failure;
        Assert.Null(failure);
    }

    /// <summary>One number in place, with the old one in a journal until the new one is durable.</summary>
    private sealed class RollbackStore(bool syncsRollback) : ICrashTested<int>
    {
        public void Live(Host host, Life<int> life)
        {
            var before = Open(host.Files);
            for (var i = 0; i < life.Steps; i++)
            {
                var step = life.Begin((life.Number * 1_000) + i);
                Write(host.Files, "journal", before, syncs: true);
                SyncNames(host.Files);
                Write(host.Files, "number", step.Value, syncs: true);
                Assert.Equal(Errno.None, host.Files.Unlink("journal"));
                SyncNames(host.Files);
                step.Acknowledge();
                before = step.Value;
            }
        }

        public string? Recover(Host host, StepHistory<int> history)
        {
            var found = Open(host.Files);
            return history.Check(
                steps => found == (steps.Count == 0 ? 0 : steps[^1]) ? null : $"the number is {found}");
        }

        private int Open(IFiles files)
        {
            if (Read(files, "journal") is { } old)
            {
                Write(files, "number", old, syncsRollback);
                SyncNames(files);
                Assert.Equal(Errno.None, files.Unlink("journal"));
                SyncNames(files);
            }

            return Read(files, "number") ?? 0;
        }

        private static int? Read(IFiles files, string path)
        {
            var opened = files.Open(path, OpenMode.Read);
            var bytes = new byte[4_000];
            var length = opened.Ok ? files.Read(opened.Value, bytes).Value : 0;
            var text = System.Text.Encoding.ASCII.GetString(bytes, 0, length);
            var isNumber = int.TryParse(text[..Math.Min(text.Length, 6)], out var number);
            return isNumber && text == Text(number) ? number : null;
        }

        /// <summary>Larger than a sector, so that it can be torn.</summary>
        private static string Text(int number) => string.Concat(Enumerable.Repeat($"{number:D6}!", 200));

        private static void Write(IFiles files, string path, int number, bool syncs)
        {
            var text = Text(number);
            var file = files.Open(path, OpenMode.Write | OpenMode.Create).Value;
            Assert.Equal(text.Length, files.Write(file, System.Text.Encoding.ASCII.GetBytes(text)).Value);
            Assert.Equal(Errno.None, syncs ? files.Sync(file) : Errno.None);
            Assert.Equal(Errno.None, files.Close(file));
        }

        private static void SyncNames(IFiles files) =>
            Assert.Equal(Errno.None, files.Sync(files.OpenDirectory(".").Value));
    }
}
