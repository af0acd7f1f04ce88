using Xunit.Sdk;

namespace FsCheck.Xunit;

/// <summary>
/// Marks a method as a property: FsCheck makes up its arguments, many times, and shrinks those that fail it.
/// The method gives void (it holds unless it throws), bool, or an FsCheck <see cref="Property"/>.
/// </summary>
/// <remarks>
/// The names are those of the package FsCheck.Xunit 3, so that the package can take this adapter's place
/// (<c>-p:UseFsCheckXunit=true</c>). A number that was never set reads as -1, and the default of FsCheck holds.
/// </remarks>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property)]
[XunitTestCaseDiscoverer("FsCheck.Xunit.PropertyDiscoverer", "Properties")]
#pragma warning disable CA1813 // PropertiesAttribute derives from it, as it does in the package.
public class PropertyAttribute : FactAttribute
#pragma warning restore CA1813
{
    internal PropertySettings Settings { get; private set; } = PropertySettings.Unset;

    /// <summary>How many argument lists are tried (100).</summary>
    public int MaxTest
    {
        get => Settings.MaxTest ?? -1;
        set => Settings = Settings with { MaxTest = value };
    }

    /// <summary>How many may be turned down by a precondition, for each one tried.</summary>
    public int MaxRejected
    {
        get => Settings.MaxRejected ?? -1;
        set => Settings = Settings with { MaxRejected = value };
    }

    /// <summary>"seed,gamma" repeats a whole run, "seed,gamma,size" its last step; brackets around them are allowed.</summary>
    public string? Replay
    {
        get => Settings.Replay;
        set => Settings = Settings with { Replay = string.IsNullOrEmpty(value) ? null : value };
    }

    /// <summary>The size of the first arguments (1).</summary>
    public int StartSize
    {
        get => Settings.StartSize ?? -1;
        set => Settings = Settings with { StartSize = value };
    }

    /// <summary>The size of the last arguments (100); in between it grows evenly.</summary>
    public int EndSize
    {
        get => Settings.EndSize ?? -1;
        set => Settings = Settings with { EndSize = value };
    }

    /// <summary>Writes down every argument list that is tried, shrinking included.</summary>
    public bool Verbose
    {
        get => Settings.Verbose ?? false;
        set => Settings = Settings with { Verbose = value };
    }

    /// <summary>Says nothing when the property holds.</summary>
    public bool QuietOnSuccess
    {
        get => Settings.QuietOnSuccess ?? false;
        set => Settings = Settings with { QuietOnSuccess = value };
    }

    /// <summary>How many argument lists are tried at a time (one).</summary>
    public int Parallelism
    {
        get => Settings.Parallelism ?? -1;
        set => Settings = Settings with { Parallelism = value };
    }

    /// <summary>Types whose public static members give the Arbitrary instances; the first to speak of a type decides.</summary>
    public Type[] Arbitrary
    {
        get => [.. Settings.Arbitrary];
        set => Settings = Settings with { Arbitrary = [.. value] };
    }
}
