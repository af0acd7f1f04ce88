using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Tests.Properties.Kernel;

/// <summary>Many scripts of each kind.</summary>
public static class ManyScripts
{
    public static Arbitrary<IReadOnlyList<KernelScript>> Any() => Arb.From(
        from files in FileScripts.Any().Generator.ListOf(400)
        from pipes in PipeScripts.Any().Generator.ListOf(50)
        select (IReadOnlyList<KernelScript>)[.. files, .. pipes]);
}

/// <summary>
/// That two machines answer alike says little where they are never asked: the scripts meet every answer that there is.
/// </summary>
public sealed class ReachProperties
{
    private const string Expected = """
        Open: EEXIST EISDIR ENAMETOOLONG ENOENT ENOTDIR ok
        OpenDirectory: ENAMETOOLONG ENOENT ENOTDIR ok
        Read: EAGAIN EBADF EISDIR ok
        Write: EAGAIN EBADF EPIPE ok
        Size: EBADF ok
        SeekEnd: EBADF ESPIPE ok
        Truncate: EBADF EINVAL ok
        Sync: EBADF EINVAL ok
        SyncData: EBADF EINVAL ok
        Close: EBADF ok
        Rename: EBUSY EINVAL EISDIR ENAMETOOLONG ENOENT ENOTDIR ENOTEMPTY ok
        Unlink: EISDIR ENAMETOOLONG ENOENT ENOTDIR ok
        MakeDirectory: EEXIST ENAMETOOLONG ENOENT ENOTDIR ok
        List: ENAMETOOLONG ENOENT ENOTDIR ok
        Pipe: ok
        Readable: False True
        Writable: False True
        ReadAt: EBADF EINVAL EISDIR ESPIPE ok
        WriteAt: EBADF EINVAL ESPIPE ok
        Seek: EBADF EINVAL ESPIPE ok
        Allocate: EBADF EINVAL ESPIPE ok
        Lock: EAGAIN EBADF ok
        RemoveDirectory: EINVAL ENAMETOOLONG ENOENT ENOTDIR ENOTEMPTY ok
        Exists: ENAMETOOLONG ENOENT ENOTDIR ok
        """;

    [Property(MaxTest = 1, Replay = "7,9", Arbitrary = [typeof(ManyScripts)], QuietOnSuccess = true)]
    public void TheScriptsMeetEveryAnswer(IReadOnlyList<KernelScript> scripts)
    {
        var met = new SortedDictionary<Verb, SortedSet<string>>();
        foreach (var script in scripts)
        {
            var outcomes = VirtualKernel.Run(script).Outcomes;
            for (var i = 0; i < outcomes.Count; i++)
            {
                _ = met.TryAdd(script.Calls[i].Verb, new(StringComparer.Ordinal));
                _ = met[script.Calls[i].Verb].Add(Kind(outcomes[i]));
            }
        }

        Assert.Equal(Expected.ReplaceLineEndings("\n"),
            string.Join('\n', met.Select(pair => $"{pair.Key}: {string.Join(' ', pair.Value)}")));
    }

    private static string Kind(string outcome) =>
        outcome is "True" or "False" || (outcome.StartsWith('E') && outcome.All(char.IsAsciiLetterUpper))
        ? outcome
        : "ok";
}
