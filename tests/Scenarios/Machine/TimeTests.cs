using System.Text.Json;
using Sim.Machine.Random;
using Sim.Machine.Time;
using Sim.Os;

namespace Tests.Scenarios.Machine;

public class TimeTests
{
    [Fact]
    public void TheClockShowsMicrosecondsAndStandsStill()
    {
        var clock = new VirtualClock(1_600_000_000_123_456);
        Assert.Equal(1_600_000_000_123_456, clock.NowUs());
        Assert.Equal(1_600_000_000_123, clock.NowMs());
        Assert.Equal(TimeSpan.FromMicroseconds(1_600_000_000_123_456), clock.GetElapsedTime(0));
        Assert.Equal(TimeZoneInfo.Utc, clock.LocalTimeZone);
        Assert.Throws<NotSupportedException>(() => clock.CreateTimer(_ => { }, null, TimeSpan.Zero, TimeSpan.Zero));
    }

    [Fact]
    public void EventsRunInTheOrderOfTheirTimes()
    {
        (VirtualClock clock, Scheduler scheduler) = Start();
        List<long> seen = [];
        foreach (var due in new long[] { 30, 10, 20 })
        {
            scheduler.Post(due, () => seen.Add(clock.NowUs));
        }

        scheduler.RunUntil(20);
        Assert.Equal([10L, 20L], seen);
        Assert.Equal(20, clock.NowUs);
        Assert.Equal(30, scheduler.NextDueUs);
    }

    [Fact]
    public void ChanceDecidesTiesTheSameWayInEveryRun()
    {
        Assert.Equal(Order(seed: 1), Order(seed: 1));
        Assert.NotEqual(Order(seed: 1), Order(seed: 2));

        static List<int> Order(ulong seed)
        {
            (_, Scheduler scheduler) = Start(seed);
            List<int> seen = [];
            foreach (var i in Enumerable.Range(0, 20))
            {
                scheduler.Post(5, () => seen.Add(i));
            }

            scheduler.RunUntil(5);
            return seen;
        }
    }

    [Fact]
    public void ACancelledEventDoesNotRun()
    {
        (VirtualClock clock, Scheduler scheduler) = Start();
        var ran = false;
        var posted = scheduler.Post(5, () => ran = true);
        posted.Cancel();
        Assert.Null(scheduler.NextDueUs);
        Assert.False(scheduler.RunNext(10));
        Assert.False(ran);
        Assert.Equal(10, clock.NowUs);
    }

    [Fact]
    public void AnEventMayLetTimePassAndTheClockNeverGoesBack()
    {
        (VirtualClock clock, Scheduler scheduler) = Start();
        List<string> seen = [];
        scheduler.Post(10, () =>
        {
            seen.Add("call begins");
            scheduler.RunUntil(50);
            seen.Add("call ends");
        });
        scheduler.Post(20, () => seen.Add("inside"));
        scheduler.Post(60, () => seen.Add("later"));
        scheduler.RunUntil(30);
        Assert.Equal(["call begins", "inside", "call ends"], seen);
        Assert.Equal(50, clock.NowUs);
        scheduler.Post(1, () => seen.Add("overdue"));
        scheduler.RunUntil(50);
        Assert.Equal("overdue", seen[^1]);
        Assert.Equal(50, clock.NowUs);
    }

    [Fact]
    public void LatenciesStayWithinTheirBounds()
    {
        var stream = new Prng(new Seed(1));
        long[] drawn = [.. Enumerable.Range(0, 1_000).Select(_ => new Latency(10, 3).Draw(stream))];
        Assert.Equal([10L, 11L, 12L, 13L], drawn.Distinct().Order());
        Assert.Equal(7, new Latency(7, 0).Draw(stream));
    }

    [Fact]
    public void OnAnInstantMachineCallsTakeNoTime()
    {
        var on = TestMachine.With();
        var fd = on.Open();
        on.Files.Write(fd, "x"u8);
        on.Files.Sync(fd);
        on.Fork(TestMachine.Steps(_ => { }));
        on.Files.Close(fd);
        Assert.Equal(0, on.Elapsed);
    }

    [Fact]
    public void TimingsAreData()
    {
        var json = JsonSerializer.Serialize(MachineTimings.Default);
        Assert.Equal(MachineTimings.Default, JsonSerializer.Deserialize<MachineTimings>(json));
        Assert.NotEqual(MachineTimings.Default, MachineTimings.Instant);
    }

    [Fact]
    public void BootingAMachineAllocatesLessThanFourKibibytes()
    {
        TestMachine.With();
        var before = GC.GetAllocatedBytesForCurrentThread();
        TestMachine.With();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 4_096);
    }

    private static (VirtualClock Clock, Scheduler Scheduler) Start(ulong seed = 1)
    {
        var clock = new VirtualClock(0);
        return (clock, new Scheduler(clock, new Prng(new Seed(seed))));
    }
}
