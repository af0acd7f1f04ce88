using System.IO.Abstractions;
using Sim.Files;
using Sim.Machine.CrashTesting;
using Sim.Os;

namespace Tests.Scenarios.Library;

/// <summary>A store that is written against IFileSystem runs under CrashTest as it is.</summary>
public sealed class FileSystemCrashTests
{
    private static readonly CrashTestOptions Options = new() { Seeds = 3, Steps = 8, NextLives = 2 };

    [Theory]
    [InlineData("ToDisk")]
    [InlineData("WriteThrough")]
    public void AStoreThatMakesItsNumbersDurableIsRight(string flushing)
    {
        var report = CrashTest.Run(new StoreTest(Enum.Parse<Flushing>(flushing)), Options);
        report.ThrowIfFailed();
        Assert.True(report.Counts is { Promised: > 50, Lossy: > 100 }, report.ToString());
    }

    /// <summary>What is only in the buffer of the stream is lost by a kill, not only by a power loss.</summary>
    [Theory]
    [InlineData("ToKernel", "power loss")]
    [InlineData("Never", "kill -9")]
    public void WhatIsNotFlushedIsLost(string flushing, string how)
    {
        var failure = CrashTest.Run(new StoreTest(Enum.Parse<Flushing>(flushing)), Options).Failure;
        Assert.Equal((CrashFailureKind.BrokenPromise, how), (failure?.Kind, failure?.How));
    }

    [Fact]
    public void TheSameStoreRunsOnARealDisk()
    {
        var root = Directory.CreateTempSubdirectory("sim-store-").FullName;
        try
        {
            for (var life = 0; life < 3; life++)
            {
                using var store = new FileSystemStore(new FileSystem(), root, _ => { }, Flushing.ToDisk);
                Assert.Equal(Enumerable.Range(0, life), store.Numbers);
                store.Add(life);
            }
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    /// <summary>Between a read and the write after it, another task may write: an await is a turn.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ALostUpdateBetweenTwoAwaitsIsFound(bool atOnce)
    {
        var report = CrashTest.Run(new Appender(atOnce), Options with { PowerLossGrace = TimeSpan.FromDays(1) });
        Assert.Equal(atOnce ? CrashFailureKind.BrokenPromise : null, report.Failure?.Kind);
        Assert.Equal(atOnce ? 2 : 0, report.Failure?.Steps ?? 0);
    }

    /// <summary>Writes of one stream do not mix, and libraries need no context.</summary>
    [Fact]
    public void TasksThatShareAStreamWriteOneAfterTheOther()
    {
        var contents = new List<string>();
        var report = CrashTest.Run(new AsyncTestedBy(async host =>
        {
            var system = new PortFileSystem(host.Files);
            using (var stream = system.File.Create("shared"))
            {
                await Task.WhenAll(Enumerable.Range(0, 9).Select(
                    writer => stream.WriteAsync(Enumerable.Repeat((byte)('a' + writer), 3_000).ToArray()).AsTask()))
                    .ConfigureAwait(false);
                await stream.FlushAsync().ConfigureAwait(false);
                Assert.Equal(27_000, system.FileInfo.New("shared").Length);
            }

            var text = await system.File.ReadAllTextAsync("shared").ConfigureAwait(false);
            contents.AddRange(text.Chunk(3_000).Select(part => new string([.. part.Distinct()])));
        }), Options with { Seeds = 5, Lives = 1 });
        Assert.Equal(CrashFailureKind.Vacuous, report.Failure?.Kind);
        Assert.All(contents, part => Assert.Equal(1, part.Length));
        Assert.Equal(9, contents.Take(9).Distinct().Count());
    }

    private sealed class StoreTest(Flushing flushing) : ICrashTested<int>
    {
        public void Live(Host host, Life<int> life)
        {
            using var store = Open(host);
            for (var i = 0; i < life.Steps; i++)
            {
                var step = life.Begin((life.Number * 1_000) + i);
                store.Add(step.Value);
                step.Acknowledge();
            }
        }

        public string? Recover(Host host, StepHistory<int> history)
        {
            using var store = Open(host);
            return history.Check(
                steps => steps.SequenceEqual(store.Numbers) ? null : $"there is [{string.Join(' ', store.Numbers)}]");
        }

        private FileSystemStore Open(Host host)
        {
            var system = new PortFileSystem(host.Files);
            return new FileSystemStore(system, "/", system.SyncDirectory, flushing);
        }
    }

    /// <summary>Adds each number to a text: all at once, or one after the other.</summary>
    private sealed class Appender(bool atOnce) : ICrashTestedAsync<int>
    {
        private const string Path = "text";

        public async Task LiveAsync(Host host, Life<int> life)
        {
            var files = new PortFileSystem(host.Files).File;
            var adding = new List<Task>();
            for (var i = 0; i < life.Steps; i++)
            {
                adding.Add(Add(files, life, (life.Number * 1_000) + i));
                await (atOnce ? Task.CompletedTask : adding[^1]);
            }

            await Task.WhenAll(adding);
        }

        public async Task<string?> RecoverAsync(Host host, StepHistory<int> history)
        {
            var files = new PortFileSystem(host.Files).File;
            var text = files.Exists(Path) ? await files.ReadAllTextAsync(Path).ConfigureAwait(false) : "";
            var missing = history.Promised.Where(
                number => !text.Contains($"<{number}>", StringComparison.Ordinal)).ToList();
            return missing.Count > 0 ? $"there is no {missing[0]} in {text}" : null;
        }

        private static async Task Add(IFile files, Life<int> life, int number)
        {
            var step = life.Begin(number);
            var text = files.Exists(Path) ? await files.ReadAllTextAsync(Path) : "";
            await files.WriteAllTextAsync($"new{number}", $"{text}<{number}>");
            files.Move($"new{number}", Path, overwrite: true);
            step.Acknowledge();
        }
    }

    private sealed class AsyncTestedBy(Func<Host, Task> live) : ICrashTestedAsync<int>
    {
        public Task LiveAsync(Host host, Life<int> life) => live(host);

        public Task<string?> RecoverAsync(Host host, StepHistory<int> history) => Task.FromResult<string?>(null);
    }
}
