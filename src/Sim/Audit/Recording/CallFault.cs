using System.Globalization;
using System.Text.RegularExpressions;
using Sim.Os;

namespace Sim.Audit.Recording;

/// <summary>A call on the disk, by what does not differ between two runs of a program.</summary>
/// <param name="Call">The name of the system call.</param>
/// <param name="Path">The path, with a star for each longer number: process numbers and times differ.</param>
public readonly partial record struct CallSite(string Call, string Path) : IComparable<CallSite>
{
    internal static CallSite Of(SystemCall call, string path) =>
        new(call.ToString().ToLowerInvariant(), Starred(path));

    /// <summary>A path with a star for each longer number.</summary>
    internal static string Starred(string path) => LongNumbers().Replace(path, "*");

    /// <inheritdoc/>
    public int CompareTo(CallSite other) => string.CompareOrdinal($"{Path} {Call}", $"{other.Path} {other.Call}");

    [GeneratedRegex("[0-9]{3,}")]
    private static partial Regex LongNumbers();
}

/// <summary>A fault of one call of the program.</summary>
/// <param name="Site">Which calls.</param>
/// <param name="Number">Which one of them, from 1, over all threads.</param>
/// <param name="Effect">The name of the errno, <see cref="Short"/>, <see cref="KillBefore"/> or
/// <see cref="KillAfter"/>.</param>
public sealed record CallFault(CallSite Site, int Number, string Effect)
{
    /// <summary>The write writes only a part.</summary>
    public const string Short = "short";

    /// <summary>
    /// SIGKILL ends the process that makes the call: before anything of it happened, or when it has returned. Other
    /// processes of the program go on.
    /// </summary>
    public const string KillBefore = "kill-before", KillAfter = "kill-after";

    private static readonly string[] Kills = [KillBefore, KillAfter];

    /// <summary>What the manual pages of Linux have: open(2), rename(2), write(2), fsync(2), ftruncate(2).</summary>
    private static readonly string[] OfOpens = ["EIO", "ENOSPC", "EDQUOT", "EROFS", "EMFILE", "ENOMEM", "EINTR"],
        OfNames = ["EIO", "ENOSPC", "EDQUOT", "EROFS", "ENOMEM"],
        OfWrites = ["EIO", "ENOSPC", "EDQUOT", "EFBIG", "EINTR", Short],
        OfSyncs = ["EIO", "ENOSPC", "EDQUOT", "EROFS", "EINTR"],
        OfSizes = ["EIO", "ENOSPC", "EROFS", "EFBIG", "EINTR"];

    /// <summary>All effects.</summary>
    public static IReadOnlyList<string> Effects { get; } =
        [.. OfOpens.Concat(OfNames).Concat(OfWrites).Concat(OfSyncs).Concat(OfSizes).Concat(Kills).Distinct()];

    /// <summary>The effects that a call may have: none where it changes no file.</summary>
    public static IReadOnlyList<string> EffectsOf(CallSite site) =>
        ErrorsOf(site) is { Length: > 0 } errors ? [.. errors, .. Kills] : [];

    /// <summary>Reads what <see cref="ToString"/> wrote; null when it is something else.</summary>
    public static CallFault? Parse(string text) => text.Split(':', 4) is [var effect, var call, var number, var path]
        && Enum.TryParse<SystemCall>(call, true, out var known) && Enum.IsDefined(known)
        && EffectsOf(CallSite.Of(known, path)).Contains(effect)
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
        ? new CallFault(CallSite.Of(known, path), count, effect)
        : null;

    /// <inheritdoc/>
    public override string ToString() => Invariant($"{Effect}:{Site.Call}:{Number}:{Site.Path}");

    internal long Result => -(long)Enum.Parse<Errno>(Effect);

    private static string[] ErrorsOf(CallSite site) => Enum.Parse<SystemCall>(site.Call, true) switch
    {
        SystemCall.Open or SystemCall.OpenAt or SystemCall.OpenAt2 or SystemCall.Creat => OfOpens,
        SystemCall.Write or SystemCall.WriteV or SystemCall.PWrite64 or SystemCall.PWriteV or SystemCall.PWriteV2 =>
            OfWrites,
        SystemCall.Fsync or SystemCall.FDataSync or SystemCall.SyncFs or SystemCall.MSync => OfSyncs,
        SystemCall.Truncate or SystemCall.FTruncate or SystemCall.FAllocate => OfSizes,
        SystemCall.Rename or SystemCall.RenameAt or SystemCall.RenameAt2 or SystemCall.Unlink or SystemCall.UnlinkAt
            or SystemCall.Mkdir or SystemCall.MkdirAt or SystemCall.Rmdir => OfNames,
        SystemCall.SendFile or SystemCall.Splice => ["EIO", "ENOSPC"],
        _ => [],
    };
}
