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

    private static readonly Gen<Call> Calls = Gen.Frequency(
        (1, Gen.Elements(Enum.GetValues<Call>())),
        (1, Gen.Elements(Call.WriteText, Call.CreateDirectory, Call.Open, Call.Write, Call.Read, Call.Close)));

    /// <summary>Scripts of such calls.</summary>
    public static Arbitrary<FileSystemScript> Of(Gen<Call> calls, string[] names) => Arb.From(
        from script in Any(calls, names).ListOf(40)
        select new FileSystemScript([.. script]),
        script => Enumerable.Range(0, script.Calls.Count).Select(
            gone => new FileSystemScript([.. script.Calls.Where((_, index) => index != gone)])));

    public static Arbitrary<FileSystemScript> Any() => Of(Calls, Names);

    private static Gen<FileSystemCall> Any(Gen<Call> calls, string[] names) =>
        from call in calls
        from path in Gen.Elements(names)
        from to in Gen.Elements(names)
        from flag in Gen.Elements(true, false)
        from mode in Gen.Elements(Enum.GetValues<FileMode>())
        from access in Gen.Elements(FileAccess.Read, FileAccess.Write, FileAccess.ReadWrite, FileAccess.ReadWrite)
        from share in Gen.Elements(FileShare.None, FileShare.Read, FileShare.ReadWrite)
        from options in Gen.Elements(
            FileOptions.None, FileOptions.None, FileOptions.Asynchronous, FileOptions.WriteThrough,
            FileOptions.DeleteOnClose, FileOptions.SequentialScan, (FileOptions)64)
        from buffer in Gen.Elements(4_096, 4_096, 0, 1, 2, 7, 5_000, -1)
        from slot in Gen.Choose(0, 1)
        from bytes in Gen.Elements(0, 1, 5, 6, 600, 4_096, 9_000, -1)
        select new FileSystemCall(call)
        {
            Path = path,
            To = to,
            Flag = flag,
            Mode = mode,
            Access = access,
            Share = share,
            Options = options,
            BufferSize = buffer,
            Slot = slot,
            Bytes = bytes,
        };
}

/// <summary>Mostly calls of streams, on three files.</summary>
public static class StreamScripts
{
    private static readonly Gen<Call> Calls = Gen.Frequency(
        (1, Gen.Constant(Call.WriteText)),
        (6, Gen.Constant(Call.Open)),
        (20, Gen.Elements(Enum.GetValues<Call>().Where(call => call is > Call.Open and < Call.Close).ToArray())),
        (2, Gen.Constant(Call.Close)));

    public static Arbitrary<FileSystemScript> Any() => FileSystemScripts.Of(Calls, ["a", "b", "c"]);
}
