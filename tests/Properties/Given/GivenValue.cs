
namespace Tests.Properties.Given;

/// <summary>A value as plain data, one character a byte. It knows nothing of how the subsystem keeps values.</summary>
public abstract record GivenValue
{
    /// <summary>How many elements it has; for a string, how many bytes.</summary>
    public abstract int Size { get; }

    /// <summary>
    /// Its first elements, as many as a smaller value of this type is to have (at least one, but for a string).
    /// </summary>
    public abstract GivenValue First(int size);

    /// <summary>
    /// The commands that build it under a key. Not those that a rewrite uses, where there are others.
    /// </summary>
    public abstract IEnumerable<string[]> Commands(string key);

    /// <summary>What a failure shows.</summary>
    public sealed override string ToString() =>
        Invariant($"{GetType().Name} of {Size}");

    /// <summary>A string.</summary>
    public sealed record Text(string Content) : GivenValue
    {
        public override int Size => Content.Length;

        public override GivenValue First(int size) => new Text(Content[..size]);

        public override IEnumerable<string[]> Commands(string key) => [["SET", key, Content]];
    }

    /// <summary>A list, head to tail.</summary>
    public sealed record Sequence(IReadOnlyList<string> Items) : GivenValue
    {
        public override int Size => Items.Count;

        public override GivenValue First(int size) => new Sequence([.. Items.Take(size)]);

        public override IEnumerable<string[]> Commands(string key) =>
            Items.Reverse().Select(item => (string[])["LPUSH", key, item]);
    }

    /// <summary>A set; no member is there twice.</summary>
    public sealed record Members(IReadOnlyList<string> Items) : GivenValue
    {
        public override int Size => Items.Count;

        public override GivenValue First(int size) => new Members([.. Items.Take(size)]);

        public override IEnumerable<string[]> Commands(string key) => [["SADD", key, .. Items]];
    }

    /// <summary>A hash; no field is there twice.</summary>
    public sealed record Fields(IReadOnlyList<(string Field, string Value)> Items) : GivenValue
    {
        public override int Size => Items.Count;

        public override GivenValue First(int size) => new Fields([.. Items.Take(size)]);

        public override IEnumerable<string[]> Commands(string key) =>
            Items.Select(item => (string[])["HSET", key, item.Field, item.Value]);
    }

    /// <summary>A sorted set; no member is there twice, no score is NaN.</summary>
    public sealed record Scores(IReadOnlyList<(string Member, double Score)> Items) : GivenValue
    {
        public override int Size => Items.Count;

        public override GivenValue First(int size) => new Scores([.. Items.Take(size)]);

        public override IEnumerable<string[]> Commands(string key) =>
            Items.Select(item => (string[])["ZADD", key, ExactDecimal.Print17(item.Score), item.Member]);
    }

    /// <summary>
    /// A stream; no id and no group is there twice. What is pending need not be in the stream, nor the last id be the
    /// last entry's.
    /// </summary>
    public sealed record Stream(IReadOnlyList<GivenEntry> Items, GivenId LastId, IReadOnlyList<GivenGroup> Groups)
        : GivenValue
    {
        public override int Size => Items.Count;

        /// <summary>What is pending in some group and not in the stream, ascending.</summary>
        public IReadOnlyList<GivenId> Gone =>
            [.. Groups.SelectMany(group => group.Pending).Select(entry => entry.Id).Except(
            Items.Select(item => item.Id)).Order()];

        public override GivenValue First(int size) => new Stream([.. Items.Take(size)], LastId, [.. Groups.Take(size)]);

        public override IEnumerable<string[]> Commands(string key)
        {
            yield return ["XGROUP", "CREATE", key, "\0", "0", "MKSTREAM"];
            yield return ["XGROUP", "DESTROY", key, "\0"];
            foreach (var entry in Items.Concat(Gone.Select(id => new GivenEntry(id, [("gone", "")]))).OrderBy(
                entry => entry.Id))
            {
                yield return ["XADD", key, entry.Id.ToString(),
                    .. entry.Fields.SelectMany(field => (string[])[field.Name, field.Value])];
            }

            foreach (var command in Groups.SelectMany(group => group.Commands(key)).Concat(
                Gone.Select(id => (string[])["XDEL", key, id.ToString()])))
            {
                yield return command;
            }

            yield return ["XSETID", key, LastId.ToString()];
        }
    }
}
