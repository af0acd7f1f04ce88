using FsCheck;
using FsCheck.Fluent;
using Sim.Os;

namespace Tests.Properties.Kernel;

/// <summary>
/// Calls about files: few names and few descriptors, so that calls meet. Left out: ".." (the virtual machine has
/// nothing above the server's directory), absolute paths, and sizes beyond 2 GiB.
/// </summary>
public static class FileScripts
{
    private static readonly string[] Names =
    [
        "a", "a", "a", "b", "b", "d", "d/a", "d/a", "d/b", "d/e", "d/e/a", "e", "e/a", ".", "./a", "d/.", "d//a", "a/",
        "d/", "new/",
        "a/.", "none/.", "", new string('x', 255), new string('x', 256), "d/" + new string('y', 256), "e/e/e",
    ];

    private static readonly int[] Sizes = [0, 1, 2, 5, 30, 511, 512, 4095, 4096, 4097, 9000];

    private static Gen<string> Name => Gen.Elements(Names);

    /// <summary>Descriptors that are probably open, and some that are not.</summary>
    internal static Gen<int> Fd { get; } =
        Gen.Frequency((24, Gen.Choose(3, 6)), (4, Gen.Choose(7, 10)), (1, Gen.Elements(-1, 99, 1_000_000)));

    /// <summary>Half of the modes are what a server uses, half are any of the 128 that there are.</summary>
    private static Gen<OpenMode> Mode => Gen.OneOf(
        Gen.Elements(
            OpenMode.Read,
            OpenMode.Read | OpenMode.Write | OpenMode.Create,
            OpenMode.Write | OpenMode.Create | OpenMode.Append,
            OpenMode.Read | OpenMode.Write | OpenMode.Create | OpenMode.Append,
            OpenMode.Write | OpenMode.Create | OpenMode.Truncate),
        Gen.Choose(0, 127).Select(bits => (OpenMode)bits));

    internal static Gen<KernelCall> Write { get; } =
        from fd in Fd
        from bytes in Gen.Elements(Sizes)
        from letter in Gen.Choose('a', 'z')
        select new KernelCall(Verb.Write) { Fd = fd, Bytes = bytes, Letter = (char)letter };

    internal static Gen<KernelCall> Open { get; } =
        from path in Name
        from mode in Mode
        select new KernelCall(Verb.Open) { Path = path, Mode = mode };

    private static Gen<KernelCall> Rename =>
        from path in Name
        from to in Name
        select new KernelCall(Verb.Rename) { Path = path, To = to };

    private static Gen<KernelCall> Truncate =>
        from fd in Fd
        from size in Gen.Elements<int>([.. Sizes, 70_000, -1])
        select new KernelCall(Verb.Truncate) { Fd = fd, Bytes = size };

    /// <summary>A call at an offset; the verb decides which.</summary>
    internal static Gen<KernelCall> At(Verb verb) =>
        from fd in Fd
        from bytes in Gen.Elements(Sizes)
        from offset in Gen.Elements<long>([.. Sizes, 20_000, -1])
        select new KernelCall(verb) { Fd = fd, Bytes = bytes, Offset = offset };

    internal static Gen<KernelCall> Lock { get; } =
        from fd in Fd
        from kind in Gen.Elements(FileLock.None, FileLock.Shared, FileLock.Exclusive)
        select new KernelCall(Verb.Lock) { Fd = fd, Lock = kind };

    internal static Gen<KernelCall> AnyCall { get; } = Gen.Frequency(
        (9, Open),
        (2, OnPath(Verb.OpenDirectory)),
        (8, Write),
        (6, Read(Sizes)),
        (4, Truncate),
        (3, OnFd(Verb.SeekEnd)),
        (3, OnFd(Verb.Size)),
        (5, OnFd(Verb.Close)),
        (7, Rename),
        (4, Gen.Elements("d", "e", "d/e").Select(path => new KernelCall(Verb.MakeDirectory) { Path = path })),
        (3, OnPath(Verb.Unlink)),
        (4, OnPath(Verb.MakeDirectory)),
        (2, OnPath(Verb.List)),
        (1, OnFd(Verb.Sync)),
        (1, OnFd(Verb.SyncData)),
        (4, At(Verb.ReadAt)),
        (4, At(Verb.WriteAt)),
        (3, At(Verb.Seek)),
        (2, At(Verb.Allocate)),
        (4, Lock),
        (4, OnPath(Verb.RemoveDirectory)),
        (3, OnPath(Verb.Exists)),
        (1, OnFd(Verb.Readable)),
        (1, OnFd(Verb.Writable)));

    public static Arbitrary<KernelScript> Any() => Of(AnyCall, longest: 60);

    internal static Arbitrary<KernelScript> Of(Gen<KernelCall> call, int longest) => Arb.From(
        from length in Gen.Choose(20, longest)
        from calls in call.ListOf(length)
        select new KernelScript([.. calls]),
        script => script.Smaller());

    internal static Gen<KernelCall> Read(int[] sizes) =>
        from fd in Fd
        from bytes in Gen.Elements(sizes)
        select new KernelCall(Verb.Read) { Fd = fd, Bytes = bytes };

    internal static Gen<KernelCall> OnFd(Verb verb) => Fd.Select(fd => new KernelCall(verb) { Fd = fd });

    private static Gen<KernelCall> OnPath(Verb verb) => Name.Select(path => new KernelCall(verb) { Path = path });
}
