using System.Buffers.Text;
using System.Globalization;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.KnownDefects;
using Aof.State;

namespace Aof;

/// <summary>
/// CONFIG GET, SET and RESETSTAT for the AOF settings, with the names, values and errors of Redis 6.0.5.
/// </summary>
internal sealed class ConfigCommand(AofServer server, AofState state)
{
    private const string Timestamps = "aof-timestamp-enabled";

    private const string CorruptTail = "aof-load-corrupt-tail-max-size";

    private readonly string[] names =
    [
        .. Names, .. state.Config.Layout == LogLayout.MultiPart ? [Timestamps] : Array.Empty<string>(),
        .. state.Config.Dialect.MayCutCorruptTail() ? [CorruptTail] : Array.Empty<string>(),
    ];

    private static readonly string[] Names =
    [
        "aof-load-truncated", "aof-rewrite-incremental-fsync", "aof-use-rdb-preamble", "appendfilename", "appendfsync",
        "appendonly",
        "auto-aof-rewrite-min-size", "auto-aof-rewrite-percentage", "databases", "no-appendfsync-on-rewrite",
    ];

    public void Run(Call call)
    {
        var args = call.Args;
        if (args.Length == 3 && args[1].EqualsIgnoreCase("GET"))
        {
            Get(call.Reply, args[2].ToLatin1());
        }
        else if (args.Length == 4 && args[1].EqualsIgnoreCase("SET"))
        {
            Set(call.Reply, args[2].ToLatin1().ToLowerInvariant(), args[3].ToLatin1());
        }
        else if (args.Length == 2 && args[1].EqualsIgnoreCase("RESETSTAT"))
        {
            state.DelayedFsyncs = 0;
            call.Reply.Ok();
        }
        else
        {
            var subcommand = args.Length > 1 ? args[1].ToLatin1() : "";
            call.Reply.Error(
                $"ERR Unknown subcommand or wrong number of arguments for '{subcommand}'. Try CONFIG HELP.");
        }
    }

    private void Get(Reply reply, string pattern)
    {
        var found = names.Where(name => Matches(pattern, name)).ToArray();
        reply.Array(found.Length * 2);
        foreach (var name in found)
        {
            reply.Bulk(Bytes.Of(name));
            reply.Bulk(Bytes.Of(ValueOf(name)));
        }
    }

    /// <summary>Matches a name with a pattern of letters and stars.</summary>
    private static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        if (pattern.IsEmpty)
        {
            return name.IsEmpty;
        }

        return pattern[0] == '*'
            ? Matches(pattern[1..], name) || (!name.IsEmpty && Matches(pattern, name[1..]))
            : !name.IsEmpty && char.ToLowerInvariant(pattern[0]) == name[0] && Matches(pattern[1..], name[1..]);
    }

    private string ValueOf(string name) => name switch
    {
        "aof-load-truncated" => YesNo(state.Config.LoadTruncated),
        "aof-rewrite-incremental-fsync" => YesNo(state.Config.RewriteIncrementalFsync),
        "aof-use-rdb-preamble" => YesNo(state.Config.UseRdbPreamble),
        Timestamps => YesNo(state.Config.Timestamps),
        CorruptTail => state.Config.LoadCorruptTailMaxSize.ToString(CultureInfo.InvariantCulture),
        "appendfilename" => state.Config.FileName,
        "appendfsync" => FsyncPolicyNames.Of(state.Config.Policy),
        "appendonly" => YesNo(state.Mode != AofMode.Off),
        "auto-aof-rewrite-min-size" => state.Config.AutoRewriteMinSize.ToString(CultureInfo.InvariantCulture),
        "auto-aof-rewrite-percentage" => state.Config.AutoRewritePercentage.ToString(CultureInfo.InvariantCulture),
        "databases" => state.Config.Databases.ToString(CultureInfo.InvariantCulture),
        "no-appendfsync-on-rewrite" => YesNo(state.Config.NoFsyncOnRewrite),
        _ => "no",
    };

    private static string YesNo(bool value) => value ? "yes" : "no";

    private void Set(Reply reply, string name, string value)
    {
        var problem = name switch
        {
            "appendonly" => SetFlag(value, SwitchAppendOnly),
            "appendfsync" => SetPolicy(value),
            "no-appendfsync-on-rewrite" => SetFlag(value, yes => Change(state.Config with { NoFsyncOnRewrite = yes })),
            "aof-load-truncated" => SetFlag(value, yes => Change(state.Config with { LoadTruncated = yes })),
            "aof-rewrite-incremental-fsync" =>
                SetFlag(value, yes => Change(state.Config with { RewriteIncrementalFsync = yes })),
            "aof-use-rdb-preamble" => SetFlag(value, yes => Change(state.Config with { UseRdbPreamble = yes })),
            Timestamps when names.Contains(name) => SetFlag(
                value, yes => Change(state.Config with { Timestamps = yes })),
            CorruptTail when names.Contains(name) => SetCorruptTail(value),
            "auto-aof-rewrite-percentage" => SetPercentage(value),
            "auto-aof-rewrite-min-size" => SetMinSize(value),
            _ => null,
        };
        if (Array.IndexOf(names, name) < 0 || name is "appendfilename" or "databases")
        {
            reply.Error($"ERR Unsupported CONFIG parameter: {name}");
        }
        else if (problem != null)
        {
            reply.Error($"ERR Invalid argument '{value}' for CONFIG SET '{name}' - {problem}");
        }
        else
        {
            reply.Ok();
        }
    }

    private string? Change(AofConfig config)
    {
        state.Config = config;
        return null;
    }

    private static string? SetFlag(string value, Func<bool, string?> set) => value.ToLowerInvariant() switch
    {
        "yes" => set(true),
        "no" => set(false),
        _ => "argument must be 'yes' or 'no'",
    };

    private string? SwitchAppendOnly(bool on)
    {
        if (on == (state.Mode != AofMode.Off))
        {
            return null;
        }

        if (!on)
        {
            server.StopAppendOnly();
            return null;
        }

        return server.StartAppendOnly() ? null : "Unable to turn on AOF. Check server logs.";
    }

    private string? SetPolicy(string value)
    {
        switch (value.ToLowerInvariant())
        {
            case "always" when !state.Fsync.Drain():
                return "a background fsync does not end";
            case "always":
                return Change(state.Config with { Policy = FsyncPolicy.Always });
            case "everysec":
                return Change(state.Config with { Policy = FsyncPolicy.EverySecond });
            case "no":
                return Change(state.Config with { Policy = FsyncPolicy.No });
            default:
                return "argument must be one of the following: everysec, always, no";
        }
    }

    /// <summary>Plain bytes (INTEGER_CONFIG), up to LONG_MAX.</summary>
    private string? SetCorruptTail(string value) =>
        !long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var size)
            ? "argument couldn't be parsed into an integer"
            : size < 0 ? $"argument must be between 0 and {long.MaxValue} inclusive"
            : Change(state.Config with { LoadCorruptTailMaxSize = size });

    private string? SetPercentage(string value)
    {
        if (!long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var percentage))
        {
            return "argument couldn't be parsed into an integer";
        }

        return percentage is < 0 or > int.MaxValue
            ? $"argument must be between 0 and {int.MaxValue} inclusive"
            : Change(state.Config with { AutoRewritePercentage = (int)percentage });
    }

    /// <summary>
    /// Bytes with an optional unit (memtoll() of Redis): k, m and g are decimal; kb, mb and gb are binary.
    /// </summary>
    private string? SetMinSize(string value)
    {
        var text = Bytes.Of(value.ToLowerInvariant());
        var isNumber = Utf8Parser.TryParse(text.Span, out long number, out var digits);
        long unit = value.ToLowerInvariant()[digits..] switch
        {
            "" or "b" => 1,
            "k" => 1000,
            "kb" => 1024,
            "m" => 1_000_000,
            "mb" => 1024 * 1024,
            "g" => 1_000_000_000,
            "gb" => 1024 * 1024 * 1024,
            _ => 0,
        };
        return isNumber && unit != 0 && number >= 0 && number <= long.MaxValue / unit
            ? Change(state.Config with { AutoRewriteMinSize = number * unit })
            : "argument must be a memory value";
    }
}
