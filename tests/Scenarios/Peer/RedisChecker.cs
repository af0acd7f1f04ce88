using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Tests.Scenarios.Peer;

/// <summary>What a checker of Redis said of a file.</summary>
/// <param name="ExitCode">0 when the file is sound, at once or after the cut.</param>
/// <param name="Output">Its words.</param>
internal sealed partial record RedisChecker(int ExitCode, string Output)
{
    private const int PatienceMs = 60_000;

    /// <summary>Why the checkers cannot be asked; null when they can.</summary>
    public static string? Missing { get; } = RedisProcess.Missing
        ?? (File.Exists(Beside("redis-check-aof")) && File.Exists(Beside("redis-check-rdb"))
        ? null
        : "redis-check-aof and redis-check-rdb are not beside redis-server");

    /// <summary>Size, ok_up_to and diff in the output of the checker; null when it did not get so far.</summary>
    public (long Size, long OkUpTo, long Diff)? Analyzed => AnalysisIn(Output);

    /// <summary>The same in the words of any checker.</summary>
    public static (long Size, long OkUpTo, long Diff)? AnalysisIn(string output) =>
        Analysis().Match(output) is { Success: true } match
        ? (Number(match, 1), Number(match, 2), Number(match, 3))
        : null;

    /// <summary>redis-check-aof of a file.</summary>
    public static RedisChecker Aof(string path) => Run("redis-check-aof", "", path);

    /// <summary>redis-check-aof --fix of a file, with this as its input.</summary>
    public static RedisChecker Fix(string path, string typed) => Run("redis-check-aof", typed, "--fix", path);

    /// <summary>redis-check-aof --truncate-to-timestamp of a file.</summary>
    public static RedisChecker CutAt(string path, string second) =>
        Run("redis-check-aof", "", "--truncate-to-timestamp", second, path);

    /// <summary>redis-check-rdb of a file.</summary>
    public static RedisChecker Rdb(string path) => Run("redis-check-rdb", "", path);

    private static RedisChecker Run(string program, string typed, params string[] arguments)
    {
        var start = new ProcessStartInfo(Beside(program), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        using var checker = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        using var deadline = new Timer(_ => checker.Kill(), null, PatienceMs, Timeout.Infinite);
        Type(checker.StandardInput, typed);
        var output = checker.StandardOutput.ReadToEnd();
        checker.WaitForExit();
        return new RedisChecker(checker.ExitCode, output);
    }

    private static void Type(StreamWriter into, string typed)
    {
        try
        {
            into.Write(typed);
            into.Close();
        }
        catch (IOException)
        {
            // It has ended already: it had nothing to ask.
        }
    }

    private static string Beside(string program) => Path.Combine(Path.GetDirectoryName(RedisProcess.Program)!, program);

    private static long Number(Match match, int group) =>
        long.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    /// <summary>7.0 prints the line as well; ours and 6.0.5 do not.</summary>
    [GeneratedRegex(@"size=(\d+), ok_up_to=(\d+),(?: ok_up_to_line=\d+,)? diff=(\d+)")]
    private static partial Regex Analysis();
}
