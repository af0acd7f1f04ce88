using Tests.Scenarios.Data;

namespace Tests.Scenarios.Rdb;

/// <summary>Logs with a preamble as real servers left them.</summary>
public sealed class CorpusPreamblesTests
{
    public static TheoryData<string, string> Redis605 => Recording.Families("redis-6.0.5");

    public static TheoryData<string, string> Redis7015 => Recording.Families("redis-7.0.15");

    [Theory]
    [MemberData(nameof(Redis605))]
    [MemberData(nameof(Redis7015))]
    public void LoadingGivesTheRecordedDataset(string version, string family)
    {
        var recording = new Recording(version, family);
        var (result, data) = RdbBytes.Load(recording.Preamble());
        Assert.True(result.Usable, result.Reason);
        Assert.Equal(recording.Digest, data.Digest());
    }
}
