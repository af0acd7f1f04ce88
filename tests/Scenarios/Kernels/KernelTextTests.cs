using System.Text;
using Sim.Kernel.Histories;
using Sim.Kernel.Recording;
using Sim.Machine.Random;

namespace Tests.Scenarios.Kernels;

/// <summary>The notations of records: each text comes back as it was.</summary>
public sealed class KernelTextTests
{
    [Theory]
    [InlineData("empty", 0)]
    [InlineData("a100z5000", 5100)]
    [InlineData("z1", 1)]
    public void ContentComesBack(string text, int length)
    {
        Assert.Equal(length, ContentText.Parse(text).Length);
        Assert.Equal(text, ContentText.Of(ContentText.Parse(text)));
    }

    [Fact]
    public void ForeignBytesShowAsQuestionMarks() =>
        Assert.Equal("a1?2z1b1", ContentText.Of(Encoding.Latin1.GetBytes("a\u00FF1\0b")));

    [Theory]
    [InlineData("(nothing)")]
    [InlineData("d/ d/f=a10 log=empty")]
    public void StateComesBack(string text) => Assert.Equal(text, StateText.Of(StateText.Parse(text)));

    [Theory]
    [InlineData("none")]
    [InlineData("hold n; 2: writeback log 1, commit; 3: sync")]
    [InlineData("1: startwriteback, writeback log")]
    public void ScheduleComesBack(string text) => Assert.Equal(text, Schedule.Parse(text).ToString());

    [Fact]
    public void EveryCallOfAHistoryComesBack()
    {
        var histories = NamedHistories.All.Concat(Enumerable.Range(1, 50).Select(
            seed => RandomHistory.Of(new Seed((ulong)seed)))).ToList();
        Assert.All(histories, history => Assert.Equal(
            history.Calls, history.Calls.Select(call => HistoryCall.Parse(call.ToString()))));
        Assert.True(NamedHistories.All.Count >= 40);
        Assert.Equal(histories.Count, histories.Select(history => history.Name).Distinct().Count());
    }

    [Theory]
    [InlineData("a")]
    [InlineData("100")]
    [InlineData("a100-")]
    public void WhatIsNoContentIsRefused(string text) =>
        Assert.Throws<FormatException>(() => ContentText.Parse(text));

    [Theory]
    [InlineData("open log")]
    [InlineData("write log b100")]
    [InlineData("fsync")]
    public void WhatIsNoCallIsRefused(string text) =>
        Assert.Throws<FormatException>(() => HistoryCall.Parse(text));
}
