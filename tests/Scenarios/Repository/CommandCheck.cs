using System.Globalization;
using System.Text.RegularExpressions;
using Tests.Scenarios.Cli;

namespace Tests.Scenarios.Repository;

/// <summary>
/// Runs the commands of one document, in order. A verb of Sim runs in this process, with less work, in a directory of
/// the test. Any other command must be among those of .ci/run or of the nightly workflow, where it may have more words.
/// </summary>
/// <param name="directory">The directory of the test, in place of the current one.</param>
internal sealed partial class CommandCheck(TemporaryDirectory directory)
{
    private const string Program = "dotnet run -c Release --project src/Sim";

    /// <summary>
    /// 0: nothing wrong was found; 1: something was, and a document may show that; 2: a wrong command.
    /// </summary>
    private const int MaxExitCode = 1;

    /// <summary>Words of commands that are run by .ci/run only: the matrix takes too long, a recorder with a --root
    /// needs a process of its own, and there may be no redis-server.</summary>
    private static readonly string[] NotHere = ["matrix", "--root", "--redis"];

    /// <summary>Options whose value is a file or a folder.</summary>
    private static readonly string[] PathOptions = ["--out", "--html", "--fingerprints", "--trace-file", "--baseline"];

    /// <summary>Options for the amount of work, and the small values that are used instead.</summary>
    private static readonly (string Option, string Small)[] Amounts =
        [("--time", "200ms"), ("--starts", "1"), ("--at-most", "20"), ("--branches", "1")];

    /// <summary>Options that are added to a verb when they are missing: its folder, and less work.</summary>
    private static readonly (string Verb, string Option, string Value)[] Additions =
    [
        ("explore", "--out", "failures"), ("merge", "--out", "failures"), ("versions", "--out", "versions"),
        ("sensitivity", "--defect", "NoDirectoryFsync"), ("sensitivity", "--starts", "1"),
        ("sensitivity", "--at-most", "20"),
    ];

    private static readonly string[][] CiLines =
        [.. new[] { ".ci/run", ".github/workflows/nightly.yml" }.SelectMany(
            path => File.ReadAllLines(Path.Combine(RepositoryFiles.Root, path)).Select(Words))];

    /// <summary>Describes what is wrong with a command; null when nothing is.</summary>
    public string? Complaint(DocumentedCommand command)
    {
        var words = Words(command.Text);
        string[] typed = [.. words.SkipWhile(word => Variable().IsMatch(word))];
        var variables = words[..^typed.Length].Select(word => word.Split('=')[0]);
        if (variables.FirstOrDefault(name => !IsRead(name)) is { } unknown)
        {
            return $"no test reads the variable {unknown}";
        }

        return string.Join(' ', typed).StartsWith(Program, StringComparison.Ordinal) && !typed.Any(NotHere.Contains)
            ? OfVerb([.. typed.SkipWhile(word => word != "--").Skip(1)], command.Output)
            : IsInCi(typed) ? null : "neither run by a test nor by .ci/run nor at night";
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>True when a line of them contains its words in this order.</summary>
    private static bool IsInCi(string[] words) => words is [".ci/run"] || Array.Exists(CiLines, line =>
    {
        var found = 0;
        foreach (var word in line)
        {
            found += found < words.Length && words[found] == word ? 1 : 0;
        }

        return found == words.Length;
    });

    private static bool IsRead(string variable) => RepositoryFiles.Under("tests").Concat(RepositoryFiles.Under("src"))
        .Any(file => file.Text.Contains($"\"{variable}\"", StringComparison.Ordinal));

    private string? OfVerb(string[] words, IReadOnlyList<string> shown)
    {
        var given = words.Length == 0 ? new[] { "explore", "--time", "30s" } : words;
        var small = Small(given).Concat(Added(given)).ToArray();
        var isWhole = small.AsSpan().StartsWith(given);
        var run = CapturedTerminal.Run([.. small.Select((word, at) => IsPath(small, at) ? Located(word) : word)]);
        if (run.ExitCode > MaxExitCode)
        {
            return $"exit code {run.ExitCode}: {run.Error}";
        }

        var printed = run.Output.Replace(directory.Path + '/', "", StringComparison.Ordinal).ReplaceLineEndings("\n");
        return Missing(shown, printed.Split('\n'), isWhole) is { } line ? "this line is not printed: " + line : null;
    }

    /// <summary>The same command with less work: only the first two seeds of a range.</summary>
    private static IEnumerable<string> Small(string[] words)
    {
        for (var at = 0; at < words.Length; at++)
        {
            var option = at == 0 ? "" : words[at - 1];
            var amount = Array.Find(Amounts, amount => amount.Option == option).Small;
            yield return amount ?? (option == "--seeds" ? FewSeeds(words[0], words[at]) : words[at]);
        }
    }

    private static string FewSeeds(string verb, string seeds) =>
        verb == "versions" ? "1"
        : seeds.Split("..") is [var first, _] ? $"{first}..{ulong.Parse(first, CultureInfo.InvariantCulture) + 1}"
        : seeds;

    private static IEnumerable<string> Added(string[] words)
    {
        var added = Additions.Where(addition => addition.Verb == words[0] && !words.Contains(addition.Option));
        string[] branches = words.Contains("--inevitable") && !words.Contains("--branches") ? ["--branches", "1"] : [];
        return added.SelectMany(addition => new[] { addition.Option, addition.Value }).Concat(branches);
    }

    private static bool IsPath(string[] words, int at) => at > 0
        && (PathOptions.Contains(words[at - 1])
            || FileName().IsMatch(words[at])
            || (words[0] == "merge" && words[at][0] != '-'));

    private string Located(string path)
    {
        var kept = Path.Combine(RepositoryFiles.Root, path);
        return File.Exists(kept) ? kept : directory[path];
    }

    /// <summary>
    /// The first shown line that is not printed after the one before it. Dots stand for any number of lines. A command
    /// that runs unchanged must print the exact lines; otherwise their first columns must agree.
    /// </summary>
    private static string? Missing(IReadOnlyList<string> shown, string[] actual, bool isWhole)
    {
        var at = 0;
        foreach (var line in shown.Where(line => line != "..."))
        {
            while (at < actual.Length && Compared(actual[at]) != Compared(line))
            {
                at++;
            }

            if (at++ >= actual.Length)
            {
                return line;
            }
        }

        return null;

        string Compared(string line) => isWhole ? line : Column().Match(line).Value;
    }

    [GeneratedRegex("^[A-Z_]+=", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();

    [GeneratedRegex(@"\.(json|aof|resp|rec)$", RegexOptions.CultureInvariant)]
    private static partial Regex FileName();

    [GeneratedRegex("^.*?(?=  |$)", RegexOptions.CultureInvariant)]
    private static partial Regex Column();
}
