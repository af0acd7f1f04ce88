using FsCheck;
using FsCheck.Fluent;

namespace Tests.Properties.Kernel;

/// <summary>
/// Calls about files and pipes by a server and its forked child; both go on with what was open at the fork.
/// </summary>
public static class ForkScripts
{
    private static Gen<KernelCall> AnyCall => Gen.Frequency(
        (3, Gen.Constant(new KernelCall(Verb.Fork))),
        (1, Gen.Constant(new KernelCall(Verb.Exit))),
        (10, FileScripts.AnyCall),
        (20, ByChild(FileScripts.AnyCall)),
        (10, PipeScripts.AnyCall),
        (10, ByChild(PipeScripts.AnyCall)),
        (3, ByChild(FileScripts.OnFd(Verb.Close))),
        (3, FileScripts.OnFd(Verb.Close)));

    /// <summary>First something to share.</summary>
    public static Arbitrary<KernelScript> Any()
    {
        var scripts = FileScripts.Of(AnyCall, longest: 60);
        var before = FileScripts.Of(Gen.OneOf(FileScripts.Open, Gen.Constant(new KernelCall(Verb.Pipe))), longest: 20);
        return Arb.From(
            from prologue in before.Generator
            from script in scripts.Generator
            select new KernelScript([.. prologue.Calls.Take(4), new KernelCall(Verb.Fork), .. script.Calls]),
            script => script.Smaller());
    }

    private static Gen<KernelCall> ByChild(Gen<KernelCall> calls) => calls.Select(call => call with { ByChild = true });
}
