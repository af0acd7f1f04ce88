using Sim.Kernel.Records;

namespace Tests.Scenarios.Kernels;

/// <summary>
/// States that real kernels left after a power loss, recorded with `kernels record`: the presets allow every one.
/// </summary>
public sealed class RecordedStateTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Kernels", "Records");

    private static readonly string[] Kernels =
        [.. Directory.GetDirectories(Folder).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Names => [.. Kernels];

    [Theory]
    [MemberData(nameof(Names))]
    public void NoRecordedStateIsDenied(string kernel)
    {
        var denied = Checks(kernel).SelectMany(check => check.Check.Denied.Select(
            state => $"{check.Name}, {state.Place}: {state.Seen.State} ({state.Rule})")).ToList();
        Assert.True(denied.Count == 0, string.Join('\n', denied));
    }

    [Fact]
    public void TwoKernelsAndFiveFileSystemsWereRecorded()
    {
        var records = Kernels.SelectMany(Checks).ToList();
        Assert.True(Kernels.Length >= 2);
        Assert.True(records.Select(record => record.Kind).Distinct().Count() >= 5);
        Assert.True(records.Sum(record => record.Check.Seen) > 3_500);
        Assert.All(records.GroupBy(record => record.Kind), kind => Assert.True(kind.Count() >= 40, kind.Key));
    }

    [Fact]
    public void RecordComesBackFromItsText()
    {
        foreach (var path in Directory.GetFiles(Folder, "*.json", SearchOption.AllDirectories))
        {
            var text = RecordFile.Write(RecordFile.Read(File.ReadAllText(path)));
            Assert.Equal(text, RecordFile.Write(RecordFile.Read(text)));
        }
    }

    private static IEnumerable<(string Name, string Kind, RecordCheck Check)> Checks(string kernel) =>
        from path in Directory.GetFiles(Path.Combine(Folder, kernel), "*.json").Order(StringComparer.Ordinal)
        let record = RecordFile.Read(File.ReadAllText(path))
        select (Path.GetFileName(path), record.Kind,
            new RecordCheck(record, FileSystemKind.Named(record.Kind).Preset));
}
