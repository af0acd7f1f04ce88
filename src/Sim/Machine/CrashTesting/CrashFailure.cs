using Sim.Machine.CrashTesting.Texts;
using Sim.Machine.Disk;

namespace Sim.Machine.CrashTesting;

/// <summary>The kind of a failure.</summary>
public enum CrashFailureKind
{
    /// <summary><see cref="ICrashTested{TStep}.Recover"/> returned a sentence.</summary>
    BrokenPromise,

    /// <summary>The recovery ended with <see cref="Os.ProcessExit"/>.</summary>
    Refused,

    /// <summary>Another exception left the program or its test.</summary>
    Threw,

    /// <summary>
    /// A process made more calls than <see cref="CrashTestOptions.MaxCalls"/>, none for
    /// <see cref="CrashTestOptions.MaxTime"/>, or waits for ever.
    /// </summary>
    Hung,

    /// <summary>Two runs of one life differ.</summary>
    NotDeterministic,

    /// <summary>A port was used from another thread.</summary>
    OtherThread,

    /// <summary>Nothing was tested: no step was promised, nothing was written, or nothing was ever lost.</summary>
    Vacuous,
}

/// <summary>A failure of a crash test.</summary>
/// <typeparam name="TStep">See <see cref="ICrashTested{TStep}"/>.</typeparam>
/// <param name="Kind">The kind.</param>
/// <param name="Wrong">One sentence, such as what <see cref="ICrashTested{TStep}.Recover"/> returned.</param>
/// <param name="Story">All of it, in order of time, and the line that replays it.</param>
public sealed record CrashFailure<TStep>(CrashFailureKind Kind, string Wrong, string Story)
{
    /// <summary>
    /// Names the seed, steps, crashes and options: see <c>CrashTest.Replay</c>. Empty when there are none.
    /// </summary>
    public string Token { get; init; } = string.Empty;

    /// <summary>The seed.</summary>
    public ulong Seed { get; init; }

    /// <summary>The number of steps of all lives.</summary>
    public int Steps { get; init; }

    /// <summary>The name of the disk preset; empty when the disk does not matter.</summary>
    public string Disk { get; init; } = string.Empty;

    /// <summary>The last crash, "kill -9" or "power loss"; empty when there was none.</summary>
    public string How { get; init; } = string.Empty;

    /// <summary>The crash point: the number of changes of the disk before the last crash.</summary>
    public int Position { get; init; }

    /// <summary>The steps before the last crash.</summary>
    public required StepHistory<TStep> History { get; init; }

    /// <summary>The files that the last crash left.</summary>
    public DiskImage Image { get; init; } = DiskImage.Empty;

    /// <summary>The exception; null when there was none.</summary>
    public Exception? Cause { get; init; }

    /// <summary>
    /// The story, the steps, and the bytes of the files that the crash left, as one page that needs only a browser.
    /// </summary>
    public string ToHtml() => CrashPage.Of(Story, Wrong, Token, History.Begun.Select((step, index) => Invariant(
        $"step {index + 1}, {(History.IsPromised(index) ? "promised" : "not promised")}: {step}")), Image);

    /// <summary>
    /// A test for xunit 2 as C#: it replays the token, and fails with the story until the mistake is gone. See
    /// <c>CrashTest.Replay</c> for what it does once the program has changed.
    /// </summary>
    /// <param name="className">The name of its class.</param>
    /// <param name="tested">The program under test, as C# with full names: "new WalStore.StoreTest(true)".</param>
    /// <param name="options">
    /// The options, as C#; null when the disks are presets, and the size of a whole seed is that of the defaults.
    /// </param>
    /// <exception cref="ArgumentException">
    /// A class cannot have this name, or there are no options, and the disk is no preset.
    /// </exception>
    /// <exception cref="InvalidOperationException">There is no token: nothing was tested.</exception>
    public string ToXunit(string className, string tested, string? options = null)
    {
        if (Token.Length == 0)
        {
            throw new InvalidOperationException("a failure without a token cannot be replayed: " + Wrong);
        }

        if (options is null && Token.Contains(CrashTestOptions.OwnDisk + ":", StringComparison.Ordinal))
        {
            throw new ArgumentException($"the disk {Disk} is no preset, so the test needs options", nameof(options));
        }

        return RegressionText.OfToken(
            className, tested, Token, options, RegressionText.Comments(Story.Split('\n')));
    }

    /// <summary>The story.</summary>
    public override string ToString() => Story;
}

/// <summary>Thrown by <see cref="CrashReport{TStep}.ThrowIfFailed"/>. The message is the story of it.</summary>
public sealed class CrashTestFailed : Exception
{
    internal CrashTestFailed(string story, Exception? cause)
        : base(story, cause)
    {
    }
}
