using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using Microsoft.FSharp.Core;

namespace FsCheck.Xunit;

/// <summary>What the attributes say about one property; null where they say nothing.</summary>
internal sealed record PropertySettings
{
    public static readonly PropertySettings Unset = new();

    public int? MaxTest { get; init; }
    public int? MaxRejected { get; init; }
    public string? Replay { get; init; }
    public int? StartSize { get; init; }
    public int? EndSize { get; init; }
    public bool? Verbose { get; init; }
    public bool? QuietOnSuccess { get; init; }
    public int? Parallelism { get; init; }
    public ImmutableArray<Type> Arbitrary { get; init; } = [];

    /// <summary>The settings of the method on top of its class's, those on top of the enclosing classes', and so on out to the assembly's.</summary>
    public static PropertySettings Of(MethodInfo method, Type testClass)
    {
        var settings = method.GetCustomAttribute<PropertyAttribute>()?.Settings ?? Unset;
        for (var type = testClass; type is not null; type = type.DeclaringType)
        {
            settings = settings.OnTopOf(type.GetCustomAttribute<PropertiesAttribute>());
        }

        return settings.OnTopOf(testClass.Assembly.GetCustomAttribute<PropertiesAttribute>());
    }

    /// <summary>The same for FsCheck, which supplies what nobody has set.</summary>
    public Config ToConfig(IRunner runner)
    {
        var config = Config.Default;
        config = config
            .WithMaxTest(MaxTest ?? config.MaxTest)
            .WithMaxRejected(MaxRejected ?? config.MaxRejected)
            .WithStartSize(StartSize ?? config.StartSize)
            .WithEndSize(EndSize ?? config.EndSize)
            .WithQuietOnSuccess(QuietOnSuccess ?? config.QuietOnSuccess)
            .WithArbitrary(Arbitrary.ToArray())
            .WithRunner(runner);
        if (Parallelism is { } degree)
        {
            config = config.WithParallelRunConfig(new ParallelRunConfig(degree));
        }

        return Replay is null ? config : config.WithReplay(ParseReplay(Replay));
    }

    private static FSharpOption<Replay> ParseReplay(string text)
    {
        var parts = text.Trim('(', ')', ' ').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is not (2 or 3))
        {
            throw new FormatException($"Replay is \"seed,gamma\" or \"seed,gamma,size\", and not \"{text}\".");
        }

        var chance = new Rnd(ulong.Parse(parts[0], CultureInfo.InvariantCulture), ulong.Parse(parts[1], CultureInfo.InvariantCulture));
        var size = parts.Length == 3 ? FSharpOption<int>.Some(int.Parse(parts[2], CultureInfo.InvariantCulture)) : FSharpOption<int>.None;
        return new Replay(chance, size);
    }

    private PropertySettings OnTopOf(PropertyAttribute? outer) => outer is null ? this : OnTopOf(outer.Settings);

    private PropertySettings OnTopOf(PropertySettings outer) => new()
    {
        MaxTest = MaxTest ?? outer.MaxTest,
        MaxRejected = MaxRejected ?? outer.MaxRejected,
        Replay = Replay ?? outer.Replay,
        StartSize = StartSize ?? outer.StartSize,
        EndSize = EndSize ?? outer.EndSize,
        Verbose = Verbose ?? outer.Verbose,
        QuietOnSuccess = QuietOnSuccess ?? outer.QuietOnSuccess,
        Parallelism = Parallelism ?? outer.Parallelism,
        Arbitrary = [.. Arbitrary, .. outer.Arbitrary],
    };
}
