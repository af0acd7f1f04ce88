using Aof.Data;
using Aof.Load;
using FsCheck;
using FsCheck.Xunit;
using Tests.Properties.Given;
using Tests.Scenarios;

namespace Tests.Properties.Codec;

/// <summary>
/// Whatever stands in a file, reading it ends with a result, and costs no more than the file is long: a length in it is
/// not believed before the bytes are there.
/// </summary>
[Properties(Arbitrary = [typeof(Scripts), typeof(Damages), typeof(Datasets)], QuietOnSuccess = true)]
public sealed class HostileLogProperties
{
    [Property(MaxTest = 360)]
    public void AnyBytesGiveAResult(HostileLog hostile) => Outcome(hostile.Bytes);

    [Property(MaxTest = 180)]
    public void ADamagedLogIsLoadedUpToTheDamage(Script script, Damage damage)
    {
        var log = Torn.LogOf(script);
        var (result, _) = Outcome(damage.Of(log));
        var before = new Torn(log).CutAt(damage.Begin(log));
        Assert.True(result.Offset >= before, $"{result.Reason}; the log was whole up to byte {before}");
    }

    [Property(MaxTest = 300)]
    public void ReadingTakesMemoryForWhatIsThere(HostileLog hostile) => BoundedMemory(hostile.Bytes);

    [Property(MaxTest = 60)]
    public void ReadingADamagedLogTakesMemoryForWhatIsThere(GivenDataset dataset, Damage damage) =>
        BoundedMemory(damage.Of(Wire.Encode(dataset.Commands())));

    [Property(MaxTest = 180)]
    public void ReadingTakesTimeForWhatIsThere(HostileLog hostile, byte readAtMost)
    {
        // Each read takes a microsecond here, and nothing else takes any.
        var (bytes, most) = (hostile.Bytes, readAtMost + 1);
        var (machine, host) = StoredLog.On(bytes, most);
        var before = machine.Clock.NowUs;
        Loader.Read(host, TestServer.AofName, new Dataset());
        Assert.InRange(machine.Clock.NowUs - before, 0, (bytes.Length / most) + 2);
    }

    private static (LoadResult Result, Dataset Data) Outcome(byte[] log)
    {
        var loaded = StoredLog.Load(log);
        var result = loaded.Result;
        Assert.NotEqual(LoadOutcome.Missing, result.Outcome);
        Assert.NotEqual(LoadOutcome.ReadError, result.Outcome);
        Assert.NotEqual(LoadOutcome.Truncated, result.Outcome);
        Assert.InRange(result.Offset, 0, log.Length);
        Assert.Equal(log.Length, result.FileSize);
        Assert.Equal(result.Outcome == LoadOutcome.Loaded, result.Reason.Length == 0);
        Assert.True(
            result.Outcome is not LoadOutcome.Loaded || result.Offset == log.Length, "Something was read over.");
        if (result.Outcome != LoadOutcome.BadFormat)
        {
            // A reader that believes nothing agrees on what was accepted.
            var accepted = Wire.Decode(log.AsSpan(0, (int)result.Offset)).Count;
            Assert.True(result.Outcome == LoadOutcome.UnexpectedEnd ? accepted <= result.Commands
                : accepted == result.Commands, result.Reason);
        }

        return loaded;
    }

    /// <summary>
    /// The bound allows for what a byte of the log may stand for at worst: an argument of no bytes takes six in the
    /// file and a slot of 16 in arrays that double, a small key takes a leaf of the trie. A head alone may cost
    /// nothing.
    /// </summary>
    private static void BoundedMemory(byte[] log)
    {
        var (_, host) = StoredLog.On(log);
        var data = new Dataset();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Loader.Read(host, TestServer.AofName, data);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(allocated, 0, (128 * 1024) + (100L * log.Length));
    }
}
