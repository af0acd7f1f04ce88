using System.Text.RegularExpressions;
using Sim.Audit.Checks;

namespace Sim.Audit.Recoveries;

/// <summary>
/// The command line of SQLite, which stays. It opens the database, checks its integrity, and reads the rows that came
/// back: the first column of each row is a word.
/// </summary>
/// <param name="database">The file in the folder, and perhaps a colon and a query.</param>
/// <param name="limit">How long an image may take.</param>
public sealed partial class SqliteRecovery(string database, TimeSpan limit) : IRecovery
{
    private const string EndMark = "end-of-the-answer", Program = "exec sqlite3 -batch -list -noheader 2>&1",
        TableNames = "select name from sqlite_master where type='table' and name not like 'sqlite_%' order by name;";

    private readonly string file = database.Split(':', 2)[0];
    private readonly string? query = database.Split(':', 2) is [_, var given] ? given : null;
    private readonly ResidentProcess process = new(Program, limit);

    /// <inheritdoc/>
    public RecoveryOutcome? Recover(string folder)
    {
        var path = Path.Combine(folder, file);
        if (!File.Exists(path))
        {
            return new RecoveryOutcome(RecoveryEnd.Recovered, [], "");
        }

        var sound = Ask(Open(path));
        if (sound.Count == 0 || sound[0] != "ok")
        {
            return Refusal(folder, sound);
        }

        var rows = query is not null ? Ask(query.TrimEnd(';') + ";") : [.. Tables().SelectMany(
            table => Ask($"select * from \"{table}\";"))];
        _ = Ask(".open :memory:");
        return process.End is not null || rows.FirstOrDefault(IsError) is not null ? Refusal(folder, rows)
            : new RecoveryOutcome(RecoveryEnd.Recovered,
                [.. rows.Where(row => !IsNoTable(row)).Select(row => row.Split('|')[0])], "");
    }

    /// <inheritdoc/>
    public string? Record(string folder, string record) => RecordedRecovery.Run(
        Program, $"{Open(Path.Combine(folder, file))}\n{(query ?? TableNames).TrimEnd(';')};\n", folder, record, limit);

    /// <inheritdoc/>
    public void Dispose() => process.Dispose();

    private static string Open(string path) => $".open \"{path}\"\npragma integrity_check;";

    private IReadOnlyList<string> Tables() =>
        Ask(TableNames);

    private IReadOnlyList<string> Ask(string script) =>
        [.. process.Ask($"{script}\n.print {EndMark}", static line => line == EndMark).Where(line => line != EndMark)];

    private RecoveryOutcome Refusal(string folder, IReadOnlyList<string> lines) => RecoveryOutcome.Without(
        process.End == ResidentEnd.Late ? RecoveryEnd.Hung : RecoveryEnd.Refused,
        Where().Replace(lines.FirstOrDefault(IsError) ?? string.Join(' ', lines is [] ? [process.Says] : lines), "")
            .Replace(folder, "DIR", StringComparison.Ordinal));

    /// <summary>A table of the query that is not there yet has no rows.</summary>
    private static bool IsError(string line) => !IsNoTable(line) && (line.StartsWith("Error", StringComparison.Ordinal)
        || line.Contains(" error near ", StringComparison.Ordinal));

    /// <summary>The place of an error in what it was asked since its start: that is of no interest.</summary>
    [GeneratedRegex("^(Error|(Parse|Runtime) error)?:? ?near line [0-9]+: ")]
    private static partial Regex Where();

    private static bool IsNoTable(string line) => line.Contains(": no such table: ", StringComparison.Ordinal);
}
