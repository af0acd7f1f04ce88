using System.Globalization;
using Aof.Data.Primitives;

namespace Sim.Check.Invariants;

/// <summary>
/// A second, small description of what commands for one key do to its value and its deadline, and of what they reply.
/// It shares nothing with the commands of the server, so that a live server and a replay that do the same wrong thing
/// are found.
/// </summary>
internal static class KeyModel
{
    private const int CloseMs = 10;

    /// <summary>They leave the deadline of a key alone, unless they delete it.</summary>
    private static readonly SortedSet<string> Keeping = new(StringComparer.Ordinal)
    {
        "SETRANGE", "SETBIT", "BITFIELD", "INCRBYFLOAT", "PFADD", "GEOADD", "LPUSH", "RPUSH", "LPUSHX", "RPUSHX",
        "LPOP", "RPOP", "LSET", "LINSERT", "LREM", "LTRIM", "HSET", "HMSET", "HSETNX", "HDEL", "HINCRBY",
        "HINCRBYFLOAT", "HEXPIRE", "HPEXPIRE", "HEXPIREAT", "HPEXPIREAT", "HPERSIST", "HGETEX", "HSETEX", "HGETDEL",
        "SADD", "SREM", "SPOP", "ZADD", "ZINCRBY", "ZREM", "ZPOPMIN", "ZPOPMAX", "ZREMRANGEBYRANK",
        "ZREMRANGEBYSCORE", "ZREMRANGEBYLEX", "XADD", "XDEL", "XTRIM", "XACK", "XSETID", "RPOPLPUSH", "LMOVE",
    };

    /// <summary>They replace the key, which then has no deadline.</summary>
    private static readonly SortedSet<string> Storing = new(StringComparer.Ordinal)
    {
        "SINTERSTORE", "SUNIONSTORE", "SDIFFSTORE", "ZUNIONSTORE", "ZINTERSTORE", "ZDIFFSTORE", "ZRANGESTORE",
        "GEOSEARCHSTORE",
    };

    /// <summary>Whether the model describes a command.</summary>
    public static bool Knows(string name) => Keeping.Contains(name) || Storing.Contains(name)
        || name is "SET" or "SETEX" or "PSETEX" or "SETNX" or "GETSET" or "APPEND" or "INCR" or "DECR" or "INCRBY"
        or "DECRBY" or "EXPIRE" or "PEXPIRE" or "EXPIREAT" or "PEXPIREAT" or "PERSIST" or "DEL" or "UNLINK" or "GETDEL"
        or "DELIFEQ" or "RENAME" or "RENAMENX";

    /// <summary>Whether the deadline that a command sets may depend on when the server reads its clock.</summary>
    public static bool IsRelative(Bytes name) =>
        name.ToLatin1() is "SET" or "SETEX" or "PSETEX" or "EXPIRE" or "PEXPIRE";

    /// <summary>The key that a successful command leaves: the first one, or the new name.</summary>
    /// <param name="argv">The command.</param>
    /// <param name="key">The first key before it.</param>
    /// <param name="target">For RENAME: the other key before it.</param>
    /// <param name="left">The first key after it. Its value is taken where the model does not know it.</param>
    /// <param name="nowMs">The time that the server can have read at the earliest, in milliseconds since 1970.</param>
    public static KeyState After(
        IReadOnlyList<Bytes> argv, KeyState key, KeyState target, KeyState left, long nowMs) =>
        argv[0].ToLatin1() switch
        {
            "SET" => Set(argv, key, nowMs),
            "SETEX" => KeyState.Text(argv[3], nowMs + (Number(argv[2]) * 1000)),
            "PSETEX" => KeyState.Text(argv[3], nowMs + Number(argv[2])),
            "SETNX" => key.Value is null ? KeyState.Text(argv[2], null) : key,
            "GETSET" => KeyState.Text(argv[2], null),
            "APPEND" => KeyState.Text(Bytes.Of(key.Content?.ToLatin1() + argv[2].ToLatin1()), key.Deadline),
            "INCR" => Added(key, 1),
            "DECR" => Added(key, -1),
            "INCRBY" => Added(key, Number(argv[2])),
            "DECRBY" => Added(key, -Number(argv[2])),
            "EXPIRE" => Expiring(argv, key, left, nowMs + (Number(argv[2]) * 1000), nowMs),
            "PEXPIRE" => Expiring(argv, key, left, nowMs + Number(argv[2]), nowMs),
            "EXPIREAT" => Expiring(argv, key, left, Number(argv[2]) * 1000, nowMs),
            "PEXPIREAT" => Expiring(argv, key, left, Number(argv[2]), nowMs),
            "PERSIST" => key with { Deadline = null },
            "DEL" or "UNLINK" or "GETDEL" => KeyState.Absent,
            "DELIFEQ" => key.Holds(argv[2]) ? KeyState.Absent : key,
            "RENAME" => key,
            "RENAMENX" => target.Value is null ? key : target,
            var name => left.Value is null ? left
                : left with { Deadline = Storing.Contains(name) ? null : key.Deadline },
        };

    /// <summary>
    /// The reply of a command that is no error; null: the model does not know it. The parameters are those of
    /// <see cref="After"/>; the last one is the key that it has told.
    /// </summary>
    public static string? ReplyTo(
        IReadOnlyList<Bytes> argv, KeyState key, KeyState target, KeyState after, long nowMs) =>
        argv[0].ToLatin1() switch
        {
            "EXPIRE" or "PEXPIRE" when argv.Count > 3 && argv[3].ToLatin1() is ("GT" or "LT") => null,
            "EXPIRE" or "PEXPIRE" => Yes(key.Value is not null && IsMet(argv, key, nowMs)),
            "EXPIREAT" => Yes(key.Value is not null && IsMet(argv, key, Number(argv[2]) * 1000)),
            "PEXPIREAT" => Yes(key.Value is not null && IsMet(argv, key, Number(argv[2]))),
            "PERSIST" => Yes(key is { Value: not null, Deadline: not null }),
            "SETNX" => Yes(key.Value is null),
            "RENAMENX" => Yes(target.Value is null),
            "DEL" or "UNLINK" when argv.Count == 2 => Yes(key.Value is not null),
            "INCR" or "DECR" or "INCRBY" or "DECRBY" => $":{after.Content?.ToLatin1()}\r\n",
            "APPEND" => Invariant($":{after.Content?.Length}\r\n"),
            "DELIFEQ" => Yes(key.Holds(argv[2])),
            "SETEX" or "PSETEX" => "+OK\r\n",
            "GETSET" or "GETDEL" when key.Value is null => "$-1\r\n",
            "GETSET" or "GETDEL" => Invariant($"${key.Content?.Length}\r\n{key.Content?.ToLatin1()}\r\n"),
            _ => null,
        };

    private static string Yes(bool yes) => yes ? ":1\r\n" : ":0\r\n";

    private static KeyState Set(IReadOnlyList<Bytes> argv, KeyState key, long nowMs)
    {
        long? deadline = null;
        for (var i = 3; i < argv.Count; i++)
        {
            var option = argv[i].ToLatin1().ToUpperInvariant();
            if ((option == "NX" && key.Value is not null) || (option == "XX" && key.Value is null)
                || (option == "IFEQ" && !key.Holds(argv[++i])) || (option == "IFNE" && key.Holds(argv[++i])))
            {
                return key;
            }

            deadline = option switch
            {
                "EX" => nowMs + (Number(argv[++i]) * 1000),
                "PX" => nowMs + Number(argv[++i]),
                "EXAT" => Number(argv[++i]) * 1000,
                "PXAT" => Number(argv[++i]),
                "KEEPTTL" => key.Deadline,
                _ => deadline,
            };
        }

        return deadline < nowMs ? KeyState.Absent : KeyState.Text(argv[2], deadline);
    }

    private static KeyState Added(KeyState key, long by) => KeyState.Text(
        Bytes.Of((key.Content is { } number ? Number(number) : 0) + by), key.Deadline);

    /// <summary>
    /// Whether two deadlines that are almost equal compare as greater depends on when the server reads its clock.
    /// </summary>
    private static KeyState Expiring(
        IReadOnlyList<Bytes> argv, KeyState key, KeyState left, long deadline, long nowMs)
    {
        var isClose = IsRelative(argv[0]) && argv.Count > 3 && argv[3].ToLatin1() is ("GT" or "LT")
            && Math.Abs((key.Deadline ?? 0) - deadline) <= CloseMs;
        return isClose ? left
            : key.Value is null ? KeyState.Absent
            : !IsMet(argv, key, deadline) ? key
            : deadline <= nowMs ? KeyState.Absent
            : key with { Deadline = deadline };
    }

    private static bool IsMet(IReadOnlyList<Bytes> argv, KeyState key, long deadline) =>
        (argv.Count > 3 ? argv[3].ToLatin1() : "") switch
        {
            "NX" => key.Deadline is null,
            "XX" => key.Deadline is not null,
            "GT" => deadline > key.Deadline,
            "LT" => key.Deadline is null || deadline < key.Deadline,
            _ => true,
        };

    private static long Number(Bytes text) => long.Parse(text.ToLatin1(), CultureInfo.InvariantCulture);
}
