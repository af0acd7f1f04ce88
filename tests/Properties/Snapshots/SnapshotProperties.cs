using Aof.Data;
using Aof.Data.Commands;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Values;
using FsCheck.Xunit;
using Sim.Os;
using Tests.Properties.Given;

namespace Tests.Properties.Snapshots;

/// <summary>Many datasets that came of one by snapshots: none of them ever sees what is done to another.</summary>
[Properties(Arbitrary = [typeof(Scripts), typeof(Datasets)], QuietOnSuccess = true)]
public sealed class SnapshotProperties
{
    [Property(MaxTest = 36)]
    public void NoSnapshotSeesAnothersWrites(GivenDataset dataset, Script script, byte[] choices)
    {
        var family = new List<Line> { new(dataset) };
        var fingerprints = new List<ulong> { family[0].Data.Fingerprint() };
        for (var turn = 0; turn < script.Errands.Count; turn++)
        {
            var choice = choices.Length == 0 ? turn : choices[turn % choices.Length];
            var writer = choice % family.Count;
            if (choice % 3 == 0 && family.Count < 16)
            {
                family.Add(family[writer].Snapshot());
                fingerprints.Add(fingerprints[writer]);
            }

            family[writer].Run(script.Errands[turn]);
            fingerprints[writer] = family[writer].Data.Fingerprint();
            Assert.Equal(fingerprints, family.ConvertAll(line => line.Data.Fingerprint()));
        }

        Assert.All(family,
            line => Same.Content(line.Data, line.Again().Data, "one of many snapshots", "the same without snapshots"));
    }

    [Property(MaxTest = 60)]
    public void WhoReadsASnapshotSlowlyReadsWhatWasThere(GivenDataset dataset, Script script)
    {
        // This is how the rewriting child reads: an item now and then, while its parent writes.
        var parent = new Line(dataset);
        var snapshot = parent.Data.Snapshot();
        var expected = Items(snapshot).ToList();
        using var slowly = Items(snapshot).GetEnumerator();
        var read = new List<string>();
        foreach (var errand in script.Errands)
        {
            for (var i = 0; i < 3 && slowly.MoveNext(); i++)
            {
                read.Add(slowly.Current);
            }

            parent.Run(errand);
        }

        while (slowly.MoveNext())
        {
            read.Add(slowly.Current);
        }

        Assert.Equal(expected, read);
    }

    [Property(MaxTest = 60)]
    public void WritingASnapshotLeavesItsOriginAlone(GivenDataset dataset, Script script)
    {
        var origin = dataset.Build();
        var (fingerprint, digest) = (origin.Fingerprint(), origin.Digest());
        var child = new Line(origin.Snapshot(), []);
        script.Errands.ToList().ForEach(child.Run);
        Assert.Equal((fingerprint, digest), (origin.Fingerprint(), origin.Digest()));
        Assert.True(origin.ContentEquals(dataset.Build()));
    }

    private static IEnumerable<string> Items(Dataset dataset) =>
        from number in Enumerable.Range(0, dataset.DatabaseCount)
        from entry in dataset[number].Entries
        from item in Items(entry.Value)
        select $"{number} {entry.Key} {entry.Deadline} {item}";

    private static IEnumerable<string> Items(Value value) => value switch
    {
        StringValue text => [text.Content.ToString()],
        ListValue list => list.Items.Select(item => item.ToString()),
        SetValue set => set.Members.Select(member => member.ToString()),
        HashValue hash => hash.Fields.Select(field => $"{field.Key} {field.Value}"),
        SortedSetValue sorted => sorted.Members.Select(member => member.ToString()),
        StreamValue stream => stream.Entries.Select(entry => $"{entry.Id} {string.Join(' ', entry.Pairs.ToArray())}")
            .Append($"{stream.LastId} {string.Join(' ', stream.Groups.Select(group => group.Name))}"),
        _ => throw new InvalidOperationException("A type of value that this property does not know."),
    };

    /// <summary>
    /// A dataset, and everything that was ever done to it and to those it came from: so it can be had again without a
    /// snapshot.
    /// </summary>
    private sealed class Line : TimeProvider, IWriteLog, IServerControl, IRandom
    {
        private readonly Executor executor;
        private readonly Session session = new(new Reply());
        private readonly List<IReadOnlyList<string>> past = [];

        public Line(GivenDataset dataset)
            : this(new Dataset(), [])
        {
            executor.Loading = true;
            past.AddRange(dataset.Commands().Append(["SELECT", "0"]));
            past.ForEach(Execute);
            executor.Loading = false;
            LoadedUpTo = past.Count;
        }

        public Line(Dataset data, IEnumerable<IReadOnlyList<string>> past)
        {
            executor = new Executor(data, this, this, this, this) { Commands = RedisCommands.Table };
            this.past.AddRange(past);
        }

        public Dataset Data => executor.Data;

        /// <summary>How many of the first commands were loaded: deadlines do not matter to them.</summary>
        private int LoadedUpTo { get; init; }

        public Line Snapshot()
        {
            var line = new Line(Data.Snapshot(), past) { LoadedUpTo = LoadedUpTo };
            line.session.Database = session.Database;
            return line;
        }

        /// <summary>The same past, from an empty dataset.</summary>
        public Line Again()
        {
            var again = new Line(new Dataset(), []);
            for (var i = 0; i < past.Count; i++)
            {
                again.executor.Loading = i < LoadedUpTo;
                again.Execute(past[i]);
            }

            return again;
        }

        public void Run(IReadOnlyList<IReadOnlyList<string>> errand)
        {
            past.AddRange(errand);
            errand.ToList().ForEach(Execute);
        }

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);

        /// <summary>Always the same, so that what depends on chance depends on the dataset alone.</summary>
        public ulong Next() => 0x5DEE_CE66_D1CE_4E5B;

        /// <summary>There is no log.</summary>
        public bool Feed(Command command, int database, long nowMs, ReadOnlySpan<Bytes> argv) => false;

        public void Promised(Session session, int start, bool waited)
        {
            // Without a log nothing is promised.
        }

        public string? RefuseWrites() => null;

        public void BackgroundRewrite(Reply reply) => reply.Ok();

        public void Shutdown(Call call) => call.Reply.Ok();

        public void Config(Call call) => call.Reply.Ok();

        public void Info(Call call) => call.Reply.NullBulk();

        private void Execute(IReadOnlyList<string> command)
        {
            session.Output.Clear();
            executor.Execute(session, Wire.Argv(command));
            if (session.Blocked)
            {
                executor.Forget(session);
            }
        }
    }
}
