using System.Collections.Immutable;
using Aof.Data.Commands;
using Aof.Data.Execution;
using Aof.Data.Modules;
using Aof.Data.Primitives;

namespace Tests.Scenarios.ModuleTypes;

/// <summary>A type as the author of a module would write it: named counters, and their sum.</summary>
internal sealed class CounterMap : ModuleValue
{
    private const int PairsPerCommand = 64;
    private static readonly Bytes AddName = Bytes.Of("CMAP.ADD");
    private readonly ImmutableSortedDictionary<Bytes, long> counters;

    private CounterMap(ImmutableSortedDictionary<Bytes, long> counters) => this.counters = counters;

    /// <summary>What a server has to be given to know it.</summary>
    public static CommandTable Module { get; } = RedisCommands.With(
        [CounterMapType.Instance],
        [
            new Command("CMAP.ADD", -4, CommandFlags.Write, Add),
            new Command("CMAP.TAKE", 3, CommandFlags.Write, Take),
            new Command("CMAP.SUM", 2, CommandFlags.ReadOnly, Sum),
            new Command("CMAP.GET", 3, CommandFlags.ReadOnly, Get),
        ]);

    public override ModuleType Type => CounterMapType.Instance;

    public static CounterMap Of(IEnumerable<KeyValuePair<Bytes, long>> counters) =>
        new(counters.ToImmutableSortedDictionary());

    public override IEnumerable<Bytes[]> Rewrite(Bytes key) =>
        from part in counters.Chunk(PairsPerCommand)
        select (Bytes[])[AddName, key, .. part.SelectMany(counter => new[] { counter.Key, Bytes.Of(counter.Value) })];

    public override void Digest(ModuleDigest digest)
    {
        foreach (var (name, count) in counters)
        {
            digest.Add(name);
            digest.Add(count);
            digest.EndSequence();
        }
    }

    public override void Save(ModuleRecord record)
    {
        record.Add((ulong)counters.Count);
        foreach (var (name, count) in counters)
        {
            record.Add(name);
            record.Add(count);
        }
    }

    private static void Add(Call call)
    {
        var key = call.Args[1];
        if (!call.Find<CounterMap>(key, out var map))
        {
            return;
        }

        var counters = (map?.counters ?? ImmutableSortedDictionary<Bytes, long>.Empty).ToBuilder();
        for (var i = 2; i < call.Args.Length - 1; i += 2)
        {
            if (!call.Integer(call.Args[i + 1], out var by))
            {
                return;
            }

            counters[call.Args[i]] = counters.GetValueOrDefault(call.Args[i]) + by;
        }

        call.Store(key, new CounterMap(counters.ToImmutable()));
        call.Reply.Integer(counters.Count);
    }

    /// <summary>
    /// Takes a counter out; logged as what it did, which is another command where it took the last one.
    /// </summary>
    private static void Take(Call call)
    {
        var (key, name) = (call.Args[1], call.Args[2]);
        if (!call.Find<CounterMap>(key, out var map))
        {
            return;
        }

        if (map is null || !map.counters.TryGetValue(name, out var count))
        {
            call.Reply.NullBulk();
            return;
        }

        var isLast = map.counters.Count == 1;
        call.Store(key, isLast ? null : new CounterMap(map.counters.Remove(name)));
        call.Reply.Integer(count);
        if (isLast)
        {
            call.Log(Bytes.Of("DEL"), key);
        }
    }

    private static void Sum(Call call)
    {
        if (call.Find<CounterMap>(call.Args[1], out var map))
        {
            call.Reply.Integer(map?.counters.Values.Sum() ?? 0);
        }
    }

    private static void Get(Call call)
    {
        if (call.Find<CounterMap>(call.Args[1], out var map))
        {
            call.Reply.Integer(map?.counters.GetValueOrDefault(call.Args[2]) ?? 0);
        }
    }
}

/// <summary>The type of counter maps.</summary>
internal sealed class CounterMapType : ModuleType
{
    private CounterMapType()
        : base("countmaps", encodingVersion: 1)
    {
    }

    public static CounterMapType Instance { get; } = new();

    public override ModuleValue? Load(ModuleRecordReader record, int encodingVersion)
    {
        if (encodingVersion != 1 || !record.TryRead(out ulong count))
        {
            return null;
        }

        var counters = new List<KeyValuePair<Bytes, long>>();
        for (; count > 0; count--)
        {
            if (!record.TryRead(out Bytes name) || !record.TryRead(out long value))
            {
                return null;
            }

            counters.Add(new KeyValuePair<Bytes, long>(name, value));
        }

        return CounterMap.Of(counters);
    }
}
