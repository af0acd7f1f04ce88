using System.Text;
using System.Text.Json.Nodes;
using Sim.Generate;
using Sim.Machine.Random;
using Sim.Plans;
using Sim.Search;
using Tests.Scenarios.Posix;

namespace Tests.Scenarios.Cli;

/// <summary>
/// No argument, name of a file or content ends in an exception: each command line ends with an exit code, and one that
/// cannot be carried out with one line.
/// </summary>
public sealed class HostileTests : IDisposable
{
    private const int Cases = 60;

    /// <summary>Names where no file can be made.</summary>
    private static readonly string[] Unwritable =
    [
        "", "\0", "a\0b", "/dev/null", "/dev/full", "/dev/stdin/x", "/proc/self/mem", "/proc/self/maps", "/proc/none",
        new('x', 300), string.Concat(Enumerable.Repeat("x/", 3000)),
    ];

    private static readonly string[] Words =
    [
        .. Unwritable, " ", ".", "..", "/", "//", "-", "--", "---", "@", "@none", "[suggest]", "[diagram]", "~", "*",
        "\ud800", "\u0436", "\n", "-1", "0", "1", "18446744073709551615", "18446744073709551616", "1..1", "kill", "1e9",
        "/dev/zero", "none/none", "--json", "--help", "--yes",
    ];

    private static readonly string[] Outputs = ["--out", "--html", "--fingerprints", "--trace-file"];

    private static readonly string[] Values =
    [
        "0", "-1", "1", "2", "2147483647", "2147483648", "9223372036854775807", "-9223372036854775808", "1e30", "0.5",
        "\"\"", "\"x\"", "\"Always\"", "\"\\u0000\"", "true", "false", "null", "[]", "{}",
    ];

    /// <summary>Each verb with its options, without what makes it run for long.</summary>
    private static readonly string[][] Verbs =
    [
        ["explore --seeds 1", "--out", "--fingerprints", "--seeds", "--disk", "--policy", "--defect", "--profile"],
        ["replay", "--trace-file", "--trace", "--branches", "--disk"],
        ["census --seeds 1", "--seeds"],
        ["report", "--html", "--policy"],
        ["emit", "--name", "--out", "--xunit", "--token", "--test"],
        ["crash", "--at", "--image", "--out"],
        ["merge", "--out", "--every-path"],
        ["matrix no-such-word", "--faults", "--reasons"],
        ["sensitivity no-such-word", "--defect", "--starts", "--at-most", "--from"],
        ["versions --seeds 1 --profile hardened --policy no --disk ideal", "--baseline", "--html", "--out", "--json"],
        ["apply", "--out", "--force", "--profile", "--fixed"],
        ["digest"],
        ["check-aof", "--fix", "--yes", "--profile"],
        ["kernels"],
        ["kernels verify", "--unseen", "--table"],
        ["kernels check no-such-word", "--out", "--seeds", "--time", "--images"],
        ["audit"],
        ["audit show"],
        ["torture no-such-word no-such-number"],
    ];

    private readonly TemporaryDirectory directory = new();

    public static TheoryData<int> EachVerb => [.. Enumerable.Range(0, Verbs.Length)];

    public void Dispose() => directory.Dispose();

    [PosixTheory]
    [MemberData(nameof(EachVerb))]
    public void EveryCommandLineEndsWithAnExitCode(int verb)
    {
        var chance = new Seed((ulong)verb).Stream("words");
        var files = Files(chance);
        for (var i = 0; i < Cases; i++)
        {
            var words = Line(Verbs[verb], chance, files);
            var told = Run(words);
            var line = string.Join(' ', words.Select(word => word.Length > 40 ? word[..40] : word));
            Assert.True(told.ExitCode is 0 or 1 or 2, line);
            Assert.DoesNotContain("   at ", told.Error, StringComparison.Ordinal);
            Assert.True(told.ExitCode != 2 || told.Error.Count(letter => letter == '\n') == 1, $"{line}: {told.Error}");
        }
    }

    /// <summary>A plan is a file that a person may edit: any value in it runs, or is refused with its place.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void AnyValueInAPlanRunsOrIsRefused(int part)
    {
        var chance = new Seed((ulong)part).Stream("plans");
        for (var i = 0; i < Cases; i++)
        {
            var plan = PlanGenerator.Generate((ulong)((part * Cases) + i), new ExploreOptions());
            var small = plan with { Steps = [.. plan.Steps.Take(6)], Disk = plan.Disk with { ImagesPerCrash = 1 } };
            var json = JsonNode.Parse(PlanFile.Write(small))!;
            for (var changes = chance.Range(1, 3); changes > 0; changes--)
            {
                Change(json, chance);
            }

            File.WriteAllText(directory["plan.json"], json.ToJsonString());
            var told = Run(["replay", directory["plan.json"]]);
            Assert.True(told.ExitCode is 0 or 1 or 2, json.ToJsonString());
        }
    }

    /// <summary>Goes down to a random value and replaces it.</summary>
    private static void Change(JsonNode json, Prng chance)
    {
        switch (json)
        {
            case JsonObject { Count: > 0 } below:
                var name = below.ElementAt(chance.Below(below.Count)).Key;
                if (below[name] is JsonObject or JsonArray { Count: > 0 })
                {
                    Change(below[name]!, chance);
                }
                else
                {
                    below[name] = JsonNode.Parse(chance.Pick<string>(Values));
                }

                break;
            case JsonArray { Count: > 0 } list when list[chance.Below(list.Count)] is JsonObject chosen:
                Change(chosen, chance);
                break;
            case JsonArray { Count: > 0 } list:
                list[chance.Below(list.Count)] = JsonNode.Parse(chance.Pick<string>(Values));
                break;
            default:
                break;
        }
    }

    private CapturedTerminal Run(string[] words)
    {
        try
        {
            return CapturedTerminal.Run(words);
        }
        catch (Exception problem)
        {
            Assert.Fail($"{string.Join(' ', words)}: {problem}");
            throw;
        }
    }

    /// <summary>The verb, and at most four words: files, hostile words, options with either.</summary>
    private static string[] Line(string[] verb, Prng chance, string[] files)
    {
        var words = verb[0].Split(' ').ToList();
        for (var more = chance.Below(4); more >= 0; more--)
        {
            if (verb.Length > 1 && chance.Below(2) == 0)
            {
                words.Add(verb[1 + chance.Below(verb.Length - 1)]);
            }

            var hostile = Outputs.Contains(words[^1]) ? Unwritable : Words;
            words.Add(chance.Below(2) == 0 ? chance.Pick<string>(hostile) : chance.Pick<string>(files));
        }

        return [.. words];
    }

    /// <summary>Files with hostile content, a directory with some, and names that do not exist yet.</summary>
    private string[] Files(Prng chance)
    {
        var plan = PlanFile.Write(new Plan { Seed = 1 });
        string[] contents =
        [
            "", "\0", "{}", "[]", "null", new('[', 100_000), new('{', 1000), plan, plan[..(plan.Length / 2)],
            plan.Replace("1", "1e400", StringComparison.Ordinal), plan.Replace(":", "", StringComparison.Ordinal),
            "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n", "*1\r\n$-1\r\n", "*2147483647\r\n$1\r\n", "REDIS0009\u00fa",
            "file a\0b seq 1 type b\n", "file . seq 1 type b\n", "file \ud800 seq 1 type b\n",
            "redis-3.0  ideal\n  always  kill",
        ];
        var files = new List<string> { directory.Path, directory["new"], directory["new.json"], directory["new.html"] };
        foreach (var content in contents)
        {
            var name = chance.Pick<string>(["plan.json", "a.manifest", "summary.json", "a.aof", "x"]);
            var folder = Directory.CreateDirectory(directory[$"{files.Count}"]).FullName;
            files.Add(Path.Combine(folder, name));
            files.Add(folder);
            File.WriteAllText(Path.Combine(folder, name), content, Encoding.Latin1);
        }

        return [.. files];
    }
}
