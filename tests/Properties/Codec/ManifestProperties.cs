using Aof.MultiPart;
using FsCheck;
using FsCheck.Xunit;

namespace Tests.Properties.Codec;

/// <summary>What is written into a manifest is read from it, and whatever stands in one gives a result.</summary>
public sealed class ManifestProperties
{
    private const string Log = "a.aof";

    [Property(MaxTest = 300)]
    public void AManifestIsReadAsItWasWritten(byte[][] names, bool hasBase, bool isRdb)
    {
        string[] usable = [.. names.Select(Name).Where(static name => name.Length is > 0 and < 200)];
        var manifest = new Manifest(
            hasBase ? new ManifestFile(Log, 3, ManifestFileType.Base) : null, [],
            [.. usable.Select((name, i) => new ManifestFile(name, i + 1, ManifestFileType.Increment))])
            .WithIncrement(Log).WithIncrement(Log).Rewritten(Log, isRdb, keepsLast: true);
        AssertReads(manifest, manifest.ToString());
    }

    /// <summary>With a damaged byte the reader ends with a manifest that it can write again, or an error.</summary>
    [Property(MaxTest = 300)]
    public void AnyTextGivesAResult(byte damage, ushort place)
    {
        var text = Manifest.Empty.WithIncrement(Log).Rewritten(Log, isRdb: false, keepsLast: true)
            .WithIncrement(Log).WithIncrement("b c").ToString().ToCharArray();
        text[place % text.Length] = (char)damage;
        var (manifest, error) = Manifest.Parse(new string(text));
        Assert.NotEqual(manifest is null, error is null);
        if (manifest is not null)
        {
            AssertReads(manifest, manifest.ToString());
            AssertNewNames(manifest);
        }
        else
        {
            Assert.InRange(error!.Offset, 0, text.Length);
        }
    }

    /// <summary>A file that a server is about to make is none that its log has: that one would be deleted.</summary>
    private static void AssertNewNames(Manifest manifest)
    {
        string[] names = [.. manifest.LoadOrder.Concat(manifest.History).Select(static file => file.Name)];
        var later = manifest.WithIncrement(Log);
        Assert.DoesNotContain(later.Increments[^1].Name, names);
        foreach (var isRdb in new[] { false, true })
        {
            Assert.DoesNotContain(later.Rewritten(Log, isRdb, keepsLast: true).Base!.Name, names);
        }
    }

    private static void AssertReads(Manifest manifest, string text)
    {
        var (read, error) = Manifest.Parse(text);
        Assert.True(read is not null, $"{error}\n{text}");
        Assert.Equal(manifest.Base, read.Base);
        Assert.Equal(manifest.History.AsEnumerable(), read.History);
        Assert.Equal(manifest.Increments.AsEnumerable(), read.Increments);
    }

    private static string Name(byte[] bytes) => string.Concat(
        bytes.Where(static one => one is not (0 or (byte)'/' or (byte)'\\')).Select(static one => (char)one));
}
