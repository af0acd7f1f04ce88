using System.Text;
using Aof.MultiPart;
using Tests.Scenarios.Cli;

namespace Tests.Scenarios.Peer;

/// <summary>Our reader and that of 7.0.15 accept the same manifests, but for <see cref="Stricter"/> ones.</summary>
public sealed class ManifestAgreementTests : IDisposable
{
    /// <summary>The checker takes a file for a manifest only when its first line looks like one.</summary>
    private const string First = "file old seq 1 type h\n";

    private static readonly string[] Same =
    [
        "file a seq 1 type i\n", "seq 2 type base file a\n", "FILE a sEq 1 TYPE incr\n",
        "file a seq 1 type b more x\n",
        "file a seq 1 type b more\n", "file a seq 1 type b", "\n", " \t\n", "#\n", "# comment",
        "file a seq 1x type i\n",
        "file a seq +1 type i\n", "file a seq -1 type b\n", "file a seq -1 type i\n", "file a seq 0 type i\n",
        "file a seq x type i\n", "file a seq \" 7\" type i\n", "file a seq 1 type x\n", "file a seq 1 type \"\"\n",
        "file 'a' seq 1 type i\n", "file 'a seq 1 type i\n", "file a' seq 1 type i\n", "file \"a\"b seq 1 type i\n",
        "file \"\\x61\" seq 1 type i\n", "file \"a seq 1 type i\n", "file b/a seq 1 type i\n",
        "file b\\a seq 1 type i\n", "file a seq 1 type i\r\n", "file\va seq 1 type i\n", "\vfile a seq 1 type i\n",
        "file a\0 seq 1 type i\n", "file a seq 1 type b\nfile a seq 2 type b\n",
        "file a seq 2 type i\nfile a seq 2 type i\n", "file a seq 2 type i\nfile a seq 9 type i\n",
        "file a file a seq 0 seq 3 type z type i\n", "file a seq 1 type i " + new string('x', 1002) + " y\n",
        "file a seq 1 type i " + new string('x', 1003) + " y\n", "#" + new string('x', 1023) + "# file a\n",
        "#" + new string('x', 1023) + "file a\n",
    ];

    /// <summary>Redis takes the first part of the name, and counts on until the number is negative.</summary>
    private static readonly string[] Stricter =
        ["file \"a\\x00b\" seq 1 type i\n", "file a seq 9223372036854775807 type i\n"];

    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [CheckerTheory]
    [InlineData(10)]
    public void BothAcceptTheSame(int fewest)
    {
        File.WriteAllText(directory["a"], "");
        Assert.Equal([], Same.Where(lines => IsTakenByRedis(lines) != IsTakenByUs(lines)));
        Assert.Equal(Stricter, Stricter.Where(lines => IsTakenByRedis(lines) && !IsTakenByUs(lines)));
        Assert.InRange(Same.Count(IsTakenByUs), fewest, Same.Length - fewest);
    }

    private static bool IsTakenByUs(string lines) => Manifest.Parse(First + lines).Manifest is not null;

    private bool IsTakenByRedis(string lines)
    {
        File.WriteAllText(directory["a.manifest"], First + lines, Encoding.Latin1);
        return RedisChecker.Aof(directory["a.manifest"]).ExitCode == 0;
    }
}
