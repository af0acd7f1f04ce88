using FsCheck;
using FsCheck.Fluent;

namespace Tests.Properties.Files;

/// <summary>What is called, in order.</summary>
public sealed record FileSystemScript(IReadOnlyList<FileSystemCall> Calls)
{
    /// <inheritdoc/>
    public override string ToString() => "\n  " + string.Join("\n  ", Calls);
}

/// <summary>Few names and two streams, so that calls meet.</summary>
public static class FileSystemScripts
{
    private static readonly string[] Names =
        ["a", "a", "b", "b", "d", "d", "d/a", "d/b", "e", "e/a", "d/e/a", "none/a", "a/a", "d/", new string('x', 256)];

    private static Gen<FileSystemCall> AnyCall =>
        from call in Gen.Frequency(
            (1, Gen.Elements(Enum.GetValues<Call>())),
            (1, Gen.Elements(Call.WriteText, Call.CreateDirectory, Call.Open, Call.Write, Call.Read, Call.Close)))
        from path in Gen.Elements(Names)
        from to in Gen.Elements(Names)
        from flag in Gen.Elements(true, false)
        from mode in Gen.Elements(Enum.GetValues<FileMode>())
        from access in Gen.Elements(FileAccess.Read, FileAccess.Write, FileAccess.ReadWrite)
        from share in Gen.Elements(FileShare.None, FileShare.Read, FileShare.ReadWrite)
        from slot in Gen.Choose(0, 1)
        from bytes in Gen.Elements(0, 1, 5, 600, 4_096, 9_000, -1)
        select new FileSystemCall(call)
        {
            Path = path,
            To = to,
            Flag = flag,
            Mode = mode,
            Access = access,
            Share = share,
            Slot = slot,
            Bytes = bytes,
        };

    public static Arbitrary<FileSystemScript> Any() => Arb.From(
        from calls in AnyCall.ListOf(40)
        select new FileSystemScript([.. calls]),
        script => Enumerable.Range(0, script.Calls.Count).Select(
            gone => new FileSystemScript([.. script.Calls.Where((_, index) => index != gone)])));
}
