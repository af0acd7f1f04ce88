using System.Reflection;
using System.Text.RegularExpressions;
using Aof.KnownDefects;
using Aof.State;
using Tests.Scenarios.Repository;

namespace Tests.Scenarios.KnownDefects;

/// <summary>
/// The catalogue is complete: what is known of each switch, where it is read, the profiles it is in, the story that
/// shows it.
/// </summary>
public sealed class CatalogueTests
{
    private static readonly string[] SourcesInWords = ["reading notes of ", "found by the explorer", "paper",
        "tests/integration/", "release notes of ", "found by an audit of ",
        "found by comparing "];

    /// <summary>The definitions: they name every defect and read none.</summary>
    private const string Catalogue = "src/Aof/KnownDefects/";

    /// <summary>The lines of code that name a defect, without comments and the catalogue.</summary>
    private static readonly List<string> Lines =
    [
        .. from file in RepositoryFiles.Under("src/Aof")
           where !file.Path.StartsWith(Catalogue, StringComparison.Ordinal)
           from line in file.Text.Split('\n')
           where line.Contains("Defect.", StringComparison.Ordinal)
               && !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
           select line,
    ];

    private static readonly List<MethodInfo> Stories =
    [
        .. from type in typeof(CatalogueTests).Assembly.GetTypes()
           from method in type.GetMethods()
           where Enum.TryParse<Defect>(method.Name, out _)
           select method,
    ];

    public static TheoryData<Defect> Defects => [.. Enum.GetValues<Defect>()];

    [Theory]
    [MemberData(nameof(Defects))]
    public void EveryDefectIsKnown(Defect defect)
    {
        var known = DefectCatalogue.Of(defect);
        Assert.Equal(defect, known.Defect);
        Assert.All(new[] { known.Happens, known.Seen },
            text => Assert.EndsWith(".", text.TrimEnd(')'), StringComparison.Ordinal));
        Assert.True(known.Numbers.Any()
            || SourcesInWords.Any(words => known.Source.Contains(words, StringComparison.Ordinal)), known.Source);
        Assert.True(known.IsIn(Version.Parse(known.From)) && (known.To is null || known.IsIn(Version.Parse(known.To))));
        Assert.Contains(Profile.All, profile => profile.Defects.Has(defect));
        Assert.False(Profile.Hardened.Defects.Has(defect));
    }

    [Theory]
    [MemberData(nameof(Defects))]
    public void EveryDefectIsReadInOnePlace(Defect defect)
    {
        var name = new Regex($@"\bDefect\.{defect}\b", RegexOptions.CultureInvariant);
        Assert.Equal(1, Lines.Count(name.IsMatch));
    }

    [Theory]
    [MemberData(nameof(Defects))]
    public void EveryDefectHasAStoryThatItsNumbersFind(Defect defect)
    {
        var story = Assert.Single(Stories,
            method => method.Name == defect.ToString() && method.GetCustomAttribute<TheoryAttribute>() is not null);
        var found = story.GetCustomAttributesData().Where(
            attribute =>
                attribute.AttributeType == typeof(TraitAttribute)
                && (string?)attribute.ConstructorArguments[0].Value == "Defect");
        Assert.Equal(DefectCatalogue.Of(defect).Numbers.Order(StringComparer.Ordinal),
            found.Select(attribute => (string)attribute.ConstructorArguments[1].Value!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ProfilesAreWhatTheirVersionsHave()
    {
        Assert.Equal(Aof.KnownDefects.Defects.None, Profile.Hardened.Defects);
        Defect[] fixedSince30 =
        [
            Defect.TornTailRefused, Defect.NoDiffPipes, Defect.NoPreamble, Defect.SetTimeRelative,
            Defect.NoFsyncWhenIdle, Defect.ExpiredKeysSkipped, Defect.ShortWriteNotRetried,
        ];
        Assert.All(fixedSince30, defect =>
            Assert.True(Profile.Redis30.Defects.Has(defect) && !Profile.Redis605.Defects.Has(defect)));
        Assert.True(Profile.Redis605.Defects.Has(Defect.DiffReadErrorIgnored)
            && !Profile.Redis30.Defects.Has(Defect.DiffReadErrorIgnored));
        Assert.False(Profile.Named("redis-2.8.15")!.Defects.Has(Defect.TornTailRefused));
    }

    [Fact]
    public void EveryProfileIsFoundByItsNameAndBySet()
    {
        Assert.All(Profile.All, profile => Assert.Same(profile, Profile.Named(profile.Name.ToUpperInvariant())));
        Assert.All(Profile.All, profile => Assert.Same(profile, Profile.Of(profile.Defects, profile.Dialect)));
        Assert.Null(Profile.Named("redis-9"));
        Assert.Null(Profile.Of(Aof.KnownDefects.Defects.Of(Defect.NoPreamble)));
    }

    [Theory]
    [InlineData("6.0", "6.0.5", true)]
    [InlineData("6.0", "6.2.0", false)]
    [InlineData("3.2.8", "3.2.9", false)]
    [InlineData("2.9", "2.9.11", true)]
    [InlineData("5.0", "5.0.0", true)]
    [InlineData("1.0", "10.0", false)]
    public void ARangeEndsWithAllOfItsLastVersion(string to, string version, bool isIn) =>
        Assert.Equal(isIn, new KnownDefect(Defect.NoPreamble, "1.0", to, "", "", "").IsIn(Version.Parse(version)));

    [Fact]
    public void WhatIsNoSwitchSaysWhy() =>
        Assert.All(DefectCatalogue.NoSwitch, known => Assert.True(known.What.Length > 0 && known.Why.Length > 0));

    [Theory]
    [InlineData("redis-2.4")]
    [InlineData("redis-2.8.15")]
    [InlineData("redis-3.0")]
    [InlineData("redis-3.0.7")]
    [InlineData("redis-4.0")]
    [InlineData("redis-5.0-rc5")]
    [InlineData("redis-5.0")]
    [InlineData("redis-6.0.4")]
    [InlineData("redis-6.0.5")]
    [InlineData("hardened")]
    public void InEveryProfileTheServerWorksWhileNothingFails(string name)
    {
        var w = TestServer.Up(new AofConfig { UseRdbPreamble = true, Defects = Profile.Named(name)!.Defects });
        w.SendTurn("SET a 1", "SETEX b 100 2", "MULTI", "RPUSH l x", "EXEC");
        w.Send("BGREWRITEAOF");
        w.Send("SET c 3");
        w.PassUntilChildHasEnded().Send("SET d 4");
        var before = w.Server.Data.Snapshot();
        Assert.Null(before.FirstDifference(w.Restart().Server.Data, "before", "after"));
    }
}
