using System.Globalization;
using Aof.KnownDefects;
using Sim.Machine.Random;
using Sim.Plans;

namespace Sim.Generate;

/// <summary>
/// Draws the commands of clients. There are few keys, so that commands meet. Values have one byte to several pages, and
/// some look like the protocol. Some commands have a wrong type or number, some are in a transaction. A visit is a
/// group of commands for one key: for example, a counter that also expires.
/// </summary>
public sealed partial class Workload
{
    /// <summary>The share of each family when all are on with equal weights, and the types of its keys.</summary>
    private static readonly (Feature Family, int Share, string Types)[] Families =
    [
        (Feature.Databases, 2, ""), (Feature.Rewrites, 3, ""), (Feature.Keyspace, 4, ""), (Feature.Lists, 6, "l"),
        (Feature.Waits, 2, "lz"), (Feature.Hashes, 4, "h"),
        (Feature.Sets, 4, "ti"), (Feature.SortedSets, 4, "z"), (Feature.Deadlines, 4, "s"), (Feature.Bits, 2, "s"),
        (Feature.Counts, 1, "p"), (Feature.Places, 1, "g"),
        (Feature.Streams, 8, "xxy"), (Feature.Strings, 10, "snf"),
    ];

    private static readonly string[] Nasty = ["\r\n", "*1\r\n$4\r\nPING\r\n", "\0\0\0\0", "$-1\r\n", "\u00ff\u00fe",
        " ", ""];

    /// <summary>Numbers of members around powers of two and the default limits of Redis's encodings.</summary>
    private static readonly int[] Boundaries =
        [20, 21, 63, 64, 65, 127, 128, 129, 253, 254, 255, 256, 257, 511, 512, 513];

    private readonly Prng chance;
    private readonly Swarm swarm;
    private readonly Dialect dialect;
    private readonly int keysPerType;
    private readonly int shares;
    private readonly string types;

    /// <summary>The key of the current visit; null: none.</summary>
    private (char Type, int Number)? visit;

    /// <summary>Progress of the visit, in commands.</summary>
    private (int Done, int Of) progress;

    /// <summary>Makes a workload from the families of a swarm.</summary>
    /// <param name="chance">The source of all choices.</param>
    /// <param name="swarm">The features to choose from.</param>
    /// <param name="dialect">Whose commands there are.</param>
    public Workload(Prng chance, Swarm swarm, Dialect dialect = Dialect.Redis6)
    {
        (this.chance, this.swarm, this.dialect) = (chance, swarm, dialect);
        keysPerType = chance.Range(1, 6);
        shares = Families.Sum(family => family.Share * swarm.Weight(family.Family));
        types = string.Concat(Families.Where(family => swarm.Has(family.Family)).Select(family => family.Types));
        types = types.Length == 0 ? "s" : types;
    }

    /// <summary>
    /// The next group of commands of one client: a command, or a visit to one key. It may be a transaction, from WATCH
    /// or MULTI to EXEC.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<string>> NextGroup()
    {
        if (awaited is not null && swarm.Has(Feature.ManyClients) && chance.OneIn(Odds.FillAwaitedKey))
        {
            return [Bring()];
        }

        var isTransaction = chance.Below(Odds.Transaction) < swarm.Weight(Feature.Transactions);
        var visits = swarm.Has(Feature.Visits) && shares > 0 && !chance.OneIn(Odds.NoVisit);
        var commands = visits ? Visit() : Singles(isTransaction ? chance.Range(1, 4) : 1);
        if (swarm.Has(Feature.SyncWaits) && dialect >= Dialect.Redis72 && chance.OneIn(Odds.SyncWaitBehindGroup))
        {
            commands.Add(SyncWait());
        }

        if (!isTransaction)
        {
            return commands;
        }

        string[][] watch = chance.OneIn(Odds.Watch) ? [Words("WATCH", AnyKey(), AnyKey())] : [];
        return [.. watch, Words("MULTI"), .. commands, Words(chance.OneIn(Odds.Discard) ? "DISCARD" : "EXEC")];
    }

    private List<string[]> Singles(int count) => [.. Enumerable.Range(0, count).Select(_ => Single(Family()))];

    private string[] Single(Feature family) =>
        swarm.Has(Feature.ManyItems) && chance.OneIn(Odds.ManyItems) && Many(family) is { } many ? many
        : !IsStreamVisit(family) && chance.OneIn(Odds.ByGrammar) && ByGrammar(family) is { } any ? any
        : Few(family);

    /// <summary>A command with many members; null for a family that has none.</summary>
    private string[]? Many(Feature family)
    {
        var count = Boundaries[chance.Below(Boundaries.Length)];
        var members = Enumerable.Range(chance.Below(100), count).Select(n => Invariant($"m{n}")).ToArray();
        return family switch
        {
            Feature.Lists => ["RPUSH", Key('l'), .. members],
            Feature.Hashes => ["HSET", Key('h'), .. members.SelectMany(member => (string[])[member, "v"])],
            Feature.Sets => ["SADD", Key('t'), .. members],
            Feature.SortedSets =>
                ["ZADD", Key('z'), .. members.SelectMany(
                    (member, n) => (string[])[n % 7 == 0 ? "-0" : Invariant($"{n % 7}"), member])],
            Feature.Counts => ["PFADD", Key('p'), .. members],
            _ => null,
        };
    }

    private string[] Few(Feature family) => family switch
    {
        Feature.Databases => Words("SELECT", Number(0, 2)),
        Feature.Rewrites => Words("BGREWRITEAOF"),
        Feature.Keyspace => Keyspace(),
        Feature.Lists => List(Key('l')),
        Feature.Waits => Waiting(Key('l')),
        Feature.Hashes when dialect.HasFieldDeadlines() && chance.OneIn(Odds.DeadlineOfField) => DeadlineOfField(),
        Feature.Hashes => Hash(Key('h')),
        Feature.Sets => Set(Key('t')),
        Feature.SortedSets => SortedSet(Key('z')),
        Feature.Deadlines => Expiring(),
        Feature.Bits => Bits(Key('s')),
        Feature.Counts => Counting(Key('p')),
        Feature.Places => Places(Key('g')),
        Feature.Streams => Stream(),
        _ => String(),
    };

    private Feature Family()
    {
        var drawn = chance.Below(Math.Max(1, shares));
        foreach (var (family, share, _) in Families)
        {
            drawn -= share * swarm.Weight(family);
            if (drawn < 0)
            {
                return family;
            }
        }

        return Feature.Strings;
    }

    private string[] String() => (visit?.Type ?? "sssssssnnf"[chance.Below(10)]) switch
    {
        'n' => Counter(Key('n')),
        'f' => Words("INCRBYFLOAT", Key('f'), Number(-9, 9) + "." + Number(0, 99)),
        _ => Text(Key('s')),
    };

    private string[] Counter(string key) => chance.Below(3) switch
    {
        0 => Words("DECRBY", key, Number(-100, 100)),
        1 => Words("INCR", key),
        _ => Words("INCRBYFLOAT", key, Number(-9, 9) + ".5"),
    };

    private string[] Text(string key) => chance.Below(10) switch
    {
        0 => Words("APPEND", key, Value()),
        1 => Words("MSET", key, Value(), Key('s'), Value()),
        2 => Words("SETNX", key, Value()),
        3 => Words("GETSET", key, Value()),
        4 => Words("SETRANGE", key, Number(0, 40), Value()),
        5 => Words("SET", key, Value(), chance.Below(2) == 0 ? "NX" : "XX"),
        6 => Words("GET", key),
        _ => Words("SET", key, Value()),
    };

    private string[] List(string key) => chance.Below(9) switch
    {
        0 => Words("LPOP", key),
        1 => Words("RPOP", key),
        2 => Words("LSET", key, Number(-3, 3), Value()),
        3 => Words("LINSERT", key, chance.Below(2) == 0 ? "BEFORE" : "AFTER", Member(), Member()),
        4 => Words("LREM", key, Number(-2, 2), Member()),
        5 => Words("LTRIM", key, Number(0, 2), Number(-3, 9)),
        6 => Words("RPOPLPUSH", key, Key('l')),
        7 => Words("LPUSH", key, Value()),
        _ => Words("RPUSH", key, Member(), Member(), Value()),
    };

    private string[] Hash(string key) => chance.Below(6) switch
    {
        0 => Words("HDEL", key, Member()),
        1 => Words("HINCRBY", key, Member(), Number(-50, 50)),
        2 => Words("HSETNX", key, Member(), Value()),
        3 => Words("HMSET", key, Member(), Value(), Member(), Value()),
        _ => Words("HSET", key, Member(), Value()),
    };

    private string[] Set(string key) => chance.Below(8) switch
    {
        0 => Words("SREM", key, Member()),
        1 => Words("SPOP", key),
        2 => Words("SPOP", key, Number(0, 4)),
        3 => Words("SMOVE", key, Key('t'), Member()),
        4 => Words("SUNIONSTORE", key, Key('t'), Key('t')),
        5 => Words("SADD", Key('i'), Number(-9, 99), Number(-99_999, 99_999), Number(0, 9)),
        _ => Words("SADD", key, Member(), Member(), Number(-9, 99)),
    };

    private string[] SortedSet(string key) => chance.Below(7) switch
    {
        0 => Words("ZREM", key, Member()),
        1 => Words("ZINCRBY", key, Number(-9, 9) + ".25", Member()),
        2 => Words("ZREMRANGEBYRANK", key, "0", Number(0, 1)),
        3 => Words("ZPOPMIN", key),
        4 => Words("ZADD", key, "NX", Number(-9, 9), Member()),
        _ => Words("ZADD", key, Number(-9, 9), Member(), Number(0, 99) + ".5", Member()),
    };

    private string[] Bits(string key) => chance.Below(6) switch
    {
        0 => Words("SETBIT", key, Number(0, 200), Number(0, 1)),
        1 => Words("BITOP", chance.Below(2) == 0 ? "AND" : "XOR", key, Key('s'), Key('s')),
        2 => Words("BITOP", "NOT", key, Key('s')),
        3 => Words("BITFIELD", key, "SET", "u7", "#" + Number(0, 9), Number(0, 127), "GET", "i5", "3"),
        4 => Words("BITFIELD", key, "OVERFLOW", chance.Below(2) == 0 ? "SAT" : "FAIL", "INCRBY", "i6", Number(0, 40),
            Number(-40, 40)),
        _ => Words("BITFIELD", key, "INCRBY", "u13", Number(0, 90), Number(-9000, 9000)),
    };

    private string[] Counting(string key) => chance.Below(6) switch
    {
        0 or 1 => Words("PFCOUNT", key),
        2 => Words("PFMERGE", key, Key('p'), Key('p')),
        3 => Words("PFCOUNT", key, Key('p')),
        _ => Words("PFADD", key, Member(), Value(), Number(0, 9999)),
    };

    /// <summary>No STOREDIST: the last bits of its scores differ between platforms, and runs must not.</summary>
    private string[] Places(string key) => chance.Below(5) switch
    {
        0 => Words("GEORADIUS", key, Number(-9, 9), Number(-9, 9), Number(100, 3000), "km", "STORE", Key('z')),
        1 => Words("GEORADIUSBYMEMBER", key, Member(), Number(100, 3000), "km", "STORE", Key('g')),
        _ => Words("GEOADD", key, Number(-20, 20) + ".5", Number(-20, 20), Member(), Number(-9, 9),
            Number(-9, 9) + ".25", Member()),
    };

    private string[] Keyspace() => chance.Below(14) switch
    {
        0 or 1 => Words("RENAME", AnyKey(), AnyKey()),
        2 => Words("MOVE", AnyKey(), Number(0, 2)),
        3 or 4 => Words("PERSIST", AnyKey()),
        5 => Words("SWAPDB", Number(0, 2), Number(0, 2)),
        6 => Words("UNLINK", AnyKey(), AnyKey()),
        7 => Words("EXISTS", AnyKey()),
        8 => Words(chance.OneIn(Odds.FlushAll) ? "FLUSHALL" : "FLUSHDB"),
        9 or 10 => Restore(),
        _ => Words("DEL", AnyKey()),
    };

    /// <summary>
    /// A key from another server: persistent, with a time to live, or with a deadline that may be past.
    /// </summary>
    private string[] Restore()
    {
        var (type, payload) = Payloads.Draw(chance);
        return chance.Below(4) switch
        {
            0 => Words("RESTORE", Key(type), "0", payload, "REPLACE"),
            1 => Words("RESTORE", Key(type), Milliseconds((Plan.StartUs / 1000) + chance.Below(100_000)), payload,
                "REPLACE", "ABSTTL"),
            2 => Words("RESTORE", Key(type), ShortTime(), payload),
            _ => Words("RESTORE", Key(type), ShortTime(), payload, "REPLACE"),
        };
    }

    private string[] Expiring() => chance.Below(8) switch
    {
        0 => Words("SETEX", Key('s'), Number(1, 20), Value()),
        1 => Words("SET", Key('s'), Value(), "PX", ShortTime()),
        2 => Words("PSETEX", Key('s'), ShortTime(), Value()),
        3 or 4 => Words("EXPIRE", AnyKey(), Number(-1, 100)),
        5 => Words("SET", Key('s'), Value(), "KEEPTTL"),
        _ => Words("PEXPIRE", AnyKey(), ShortTime()),
    };

    /// <summary>A time to live in milliseconds: within the next commands, within a rewrite, or later.</summary>
    private string ShortTime() => Number(1, chance.Below(5) switch { < 3 => 20, 3 => 300, _ => 5000 });

    private static string Milliseconds(long ms) => ms.ToString(CultureInfo.InvariantCulture);

    private string AnyKey() =>
        visit is { } one && !chance.OneIn(Odds.OtherKeyInVisit)
            ? Name(one.Type, one.Number)
            : Key(types[chance.Below(types.Length)]);

    private string Key(char type) => Name(type, Number(type));

    private int Number(char type) =>
        visit is { } one && one.Type == type && !chance.OneIn(Odds.OtherKeyInVisit)
            ? one.Number
            : chance.Below(KeysOf(type));

    private int KeysOf(char type) => type == 'x' ? Math.Min(keysPerType, MaxStreams) : keysPerType;

    private static string Name(char type, int number) => Invariant($"{type}{number}");

    private string Member() =>
        chance.OneIn(Odds.OddMember) ? Value() : Invariant($"m{chance.Below(6)}");

    private string Value() => chance.Below(16) switch
    {
        0 => Nasty[chance.Below(Nasty.Length)],
        1 => Number(-1_000_000, 1_000_000),
        2 => Letters(chance.Range(20, 200)),
        3 when swarm.Has(Feature.LargeValues) => Letters(
            chance.OneIn(Odds.LongLength) ? chance.Range(16_383, 16_385) : chance.Range(400, 9000)),
        // Some bytes less, for a limit may count those in front of a value.
        4 when swarm.Has(Feature.ManyItems) =>
            Letters(Boundaries[chance.Below(Boundaries.Length)] - (chance.Below(2) == 0 ? chance.Below(8) : 0)),
        _ => Letters(chance.Range(1, 8)),
    };

    private string Letters(int length)
    {
        var first = (char)('a' + chance.Below(26));
        return string.Create(length, first, static (span, letter) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = (char)('a' + ((letter - 'a' + i) % 26));
            }
        });
    }

    private string Number(int low, int high) => chance.Range(low, high).ToString(CultureInfo.InvariantCulture);

    private static string[] Words(params string[] words) => words;
}
