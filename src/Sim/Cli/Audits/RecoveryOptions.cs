using System.CommandLine;
using Sim.Audit.Checks;
using Sim.Audit.Recoveries;
using Sim.Audit.Records;
using Sim.Cli.Options;

namespace Sim.Cli.Audits;

/// <summary>The options that say how an image is recovered: exactly one way is given.</summary>
internal sealed class RecoveryOptions
{
    private const string DefaultRedis = "redis-server --appendonly yes";

    private static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(20);

    private readonly Option<string> recover = OptionFactory.Text("--recover", "CMD",
        $"recovers the folder {CommandRecovery.Place}: exit 0, and the words that came back, one a line");
    private readonly Option<string> serve = OptionFactory.Text("--serve", "CMD",
        "a process that stays: a folder a line in; a line out, ok and the words, or refused and why");
    private readonly Option<string> redis = new("--redis")
    {
        HelpName = "CMD",
        Arity = ArgumentArity.ZeroOrOne,
        Description = $"a redis-server with the options of the recorded one (default: {DefaultRedis})",
    };
    private readonly Option<string> sqlite = OptionFactory.Text("--sqlite", "FILE[:SQL]",
        "sqlite3 opens this file of the folder; the first column of the query, or of all tables, came back");
    private readonly Option<TimeSpan?> limit =
        OptionFactory.Time("--limit", "how long one recovery may take (default: 20s)");

    internal void AddTo(Command command)
    {
        Option<string>[] ways = [recover, serve, redis, sqlite];
        Array.ForEach(ways, command.Add);
        command.Add(limit);
        command.Validators.Add(result =>
        {
            if (ways.Count(way => result.GetResult(way) is not null) != 1)
            {
                result.AddError("give one of --recover, --serve, --redis, --sqlite");
            }
            else if (result.GetResult(recover) is not null && result.GetValue(recover) is { } given
                && !given.Contains(CommandRecovery.Place, StringComparison.Ordinal))
            {
                result.AddError(
                    $"--recover takes a command with {CommandRecovery.Place} for the folder, not '{given}'");
            }
        });
    }

    /// <summary>Why this recovery cannot judge this record; null when it can.</summary>
    internal string? Complaint(ParseResult parsed, RebuiltDisk rebuilt) =>
        rebuilt.AcknowledgedBy == AcknowledgementMode.Redis && parsed.GetResult(redis) is null
            ? "Redis's replies acknowledge in this record: only --redis can judge it"
            : null;

    /// <summary>Starts a recovery.</summary>
    internal Func<IRecovery> Starter(ParseResult parsed)
    {
        var longest = Limit(parsed);
        return () => parsed.GetValue(recover) is { } command ? new CommandRecovery(command, longest)
            : parsed.GetValue(serve) is { } served ? new ResidentRecovery(served, longest)
            : parsed.GetValue(sqlite) is { } database ? new SqliteRecovery(database, longest)
            : Server(parsed);
    }

    /// <summary>How outcomes are judged: by words, or by states where Redis's replies acknowledge.</summary>
    internal Func<RecoveryOutcome, Duties, Judgement?> Judge(
        ParseResult parsed, RebuiltDisk rebuilt, Promises promises)
    {
        if (rebuilt.AcknowledgedBy != AcknowledgementMode.Redis)
        {
            return Judgement.Of;
        }

        using var server = Server(parsed);
        var folder = Directory.CreateTempSubdirectory("sim-audit-");
        try
        {
            return new StateHistory(server.StatesOf(rebuilt.Before, promises, folder.FullName)).Of;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private RedisRecovery Server(ParseResult parsed) =>
        new(parsed.GetValue(redis) is { Length: > 0 } command ? command : DefaultRedis, Limit(parsed));

    private TimeSpan Limit(ParseResult parsed) => parsed.GetValue(limit) ?? DefaultLimit;
}
