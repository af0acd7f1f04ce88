using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit.Abstractions;

namespace Tests.Properties.AttributeLaws;

#pragma warning disable xUnit1000 // Specimens are kept from the real discovery on purpose; many of them fail.
#pragma warning disable CA1051, CA1822 // They are written as a property's author would write them.

internal sealed class Holding
{
    private static int runs;

    [Property(MaxTest = 37, QuietOnSuccess = true)] public void Counted(int anything) => runs += Possible(anything) ? 1 : 0;

    public static int TakeRuns() => Interlocked.Exchange(ref runs, 0);

    private static bool Possible(long anything) => anything <= int.MaxValue;
}

internal sealed class Kinds
{
    [Property] public bool BoolThatHolds(int[] items) => items.Reverse().Reverse().SequenceEqual(items);

    [Property] public bool BoolThatFails(int item) => Impossible(item);

    [Property] public void VoidThatFails(int item) => Assert.True(Impossible(item));

    [Property] public Property PropertyThatHolds(int item) => (item != 1).When(item != 1);

    [Property] public Property PropertyThatFails(int item) => Impossible(item).Label("impossible");

    [Property(MaxTest = 10, MaxRejected = 2)] public Property HardlyEverTried(int item) => true.When(Impossible(item));

    [Property(Skip = "not today")] public bool Skipped(int item) => Impossible(item);

    [Property] public static bool Static(int item) => !Impossible(item);

    [Property(Parallelism = 2)] public bool Parallel(int item) => !Impossible(item);

    [Property(StartSize = 3, EndSize = 3)] public bool Sized(int item) => item is >= -3 and <= 3;

    [Property]
    public async Task TaskThatFails(int item)
    {
        await Task.Yield();
        Assert.True(Impossible(item));
    }

    [Property(Replay = "nonsense")] public bool BadReplay(int item) => !Impossible(item);

    private static bool Impossible(long item) => item > int.MaxValue;
}

internal sealed class Replaying
{
    /// <summary>What the failure of <see cref="Whole"/> says to repeat its last step.</summary>
    public const string LastStepOfWhole = "16229794717231943058,14347073085244775297,7";

    [Property(Replay = "20201120,605")] public bool Whole(int[] items) => items.Length < 5;

    [Property(Replay = LastStepOfWhole)] public bool LastStep(int[] items) => items.Length < 5;
}

internal static class Sevens
{
    public static Arbitrary<int> Seven() => Gen.Constant(7).ToArbitrary();
}

internal static class Eights
{
    public static Arbitrary<int> Eight() => Gen.Constant(8).ToArbitrary();
}

[Properties(Arbitrary = [typeof(Sevens)], MaxTest = 3)]
internal class Defaults
{
    [Property] public bool ClassDecides(int item) => item == 7;

    [Property(Arbitrary = [typeof(Eights)])] public bool MethodWins(int item) => item == 8;

    [Property(MaxTest = 5)] public bool MaxTestOfMethod(int item) => item == 7;

    internal sealed class Nested
    {
        [Property] public bool EnclosingClassDecides(int item) => item == 7;
    }
}

internal sealed class Derived : Defaults
{
    [Property] public bool BaseClassDecides(int item) => item == 7;
}

internal sealed class Speaking(ITestOutputHelper output) : IDisposable
{
    private static int alive;
    private int calls;

    public static int Alive => alive;

    [Property(MaxTest = 2, Verbose = true)]
    public void Tells(bool item)
    {
        alive = 1;
        output.WriteLine($"call {++calls} with {item}");
    }

    public void Dispose() => alive = 0;
}
