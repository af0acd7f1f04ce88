using FsCheck;
using FsCheck.Fluent;

namespace Tests.Properties.Kernel;

/// <summary>Calls about pipes, with a file now and then; sizes up to more than a pipe can hold.</summary>
public static class PipeScripts
{
    private static readonly int[] Sizes = [0, 1, 10, 100, 1000, 3000, 4000, 4095, 4096, 4097, 5000, 9000, 20_000,
        60_000, 65_535, 65_536, 70_000];

    private static Gen<KernelCall> Write =>
        from call in FileScripts.Write
        from bytes in Gen.Elements(Sizes)
        select call with { Bytes = bytes };

    internal static Gen<KernelCall> AnyCall { get; } = Gen.Frequency(
        (3, Gen.Constant(new KernelCall(Verb.Pipe))),
        (16, Write),
        (8, FileScripts.Read(Sizes)),
        (3, FileScripts.OnFd(Verb.Readable)),
        (3, FileScripts.OnFd(Verb.Writable)),
        (2, FileScripts.OnFd(Verb.Close)),
        (1, FileScripts.OnFd(Verb.Sync)),
        (1, FileScripts.OnFd(Verb.SyncData)),
        (1, FileScripts.Lock),
        (1, Gen.OneOf(
            FileScripts.At(Verb.ReadAt), FileScripts.At(Verb.WriteAt), FileScripts.At(Verb.Seek),
            FileScripts.At(Verb.Allocate))),
        (1, FileScripts.AnyCall));

    /// <summary>A pipe comes first, so that there is something to talk about.</summary>
    public static Arbitrary<KernelScript> Any()
    {
        var scripts = FileScripts.Of(AnyCall, longest: 80);
        return Arb.From(
            scripts.Generator.Select(script => new KernelScript([new KernelCall(Verb.Pipe), .. script.Calls])),
            script => script.Smaller());
    }
}
