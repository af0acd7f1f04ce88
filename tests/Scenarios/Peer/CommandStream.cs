using Aof.Data.Primitives;
using Sim.Machine.Random;

namespace Tests.Scenarios.Peer;

/// <summary>One command of a stream.</summary>
/// <param name="Client">Which of the clients sends it.</param>
/// <param name="Words">Name and arguments; bytes are characters up to U+00FF.</param>
internal sealed record StreamCommand(int Client, string[] Words)
{
    public string Name => Words[0].ToUpperInvariant();

    public override string ToString() =>
        $"client {Client}: "
        + $"{string.Join(' ', Words.Select(word => word.Length > 0 ? Bytes.Of(word).ToString() : "''"))}";
}

/// <summary>
/// A stream of commands that two clients send in turn. It depends on its seed and on the families only. One errand in
/// twelve is a transaction; commands of the other client may come in between. Odd seeds have WATCH, even seeds have
/// SWAPDB: in 7.0 a SWAPDB touches watched keys, in 6.0.5 it does not.
/// </summary>
internal sealed class CommandStream
{
    public const int Clients = 2;

    private readonly Prng chance;
    private readonly Draw draw;
    private readonly IReadOnlyList<Family> families;
    private readonly bool watches;
    private readonly Queue<string[]>[] waiting = [.. Enumerable.Range(0, Clients).Select(_ => new Queue<string[]>())];

    private CommandStream(ulong seed, IReadOnlyList<Family> families)
    {
        chance = new Seed(seed).Stream("peer");
        draw = new Draw(chance);
        this.families = families;
        watches = seed % 2 == 1;
    }

    /// <summary>So many commands, and before them those that put values of the wrong type in place.</summary>
    public static IReadOnlyList<StreamCommand> Of(ulong seed, int count, IReadOnlyList<Family>? families = null)
    {
        var stream = new CommandStream(seed, families ?? Families.All);
        return [.. Draw.WrongKeys.Select(put => new StreamCommand(0, put)),
            .. Enumerable.Range(0, count).Select(_ => stream.Next())];
    }

    private StreamCommand Next()
    {
        var client = chance.Below(Clients);
        if (waiting[client].Count == 0)
        {
            foreach (var words in Errand())
            {
                waiting[client].Enqueue(words);
            }
        }

        return new StreamCommand(client, waiting[client].Dequeue());
    }

    private IEnumerable<string[]> Errand() =>
        chance.Below(12) == 0 ? Transaction() : [Single(words => !Families.Waits(words))];

    private IEnumerable<string[]> Transaction()
    {
        if (watches && chance.Below(2) == 0)
        {
            // But no bits: for 7.0 a SETBIT that changes nothing is no change, for 6.0.5 it is one.
            yield return ["WATCH", .. draw.Some(2, () => draw.Key(draw.OneOf("s", "n", "l", "h", "t", "z")[0]))];
        }

        if (chance.Below(8) == 0)
        {
            yield return [draw.OneOf("UNWATCH", "EXEC", "DISCARD")];
        }

        yield return ["MULTI"];
        for (var n = chance.Range(0, 4); n > 0; n--)
        {
            yield return chance.Below(16) == 0
                ? draw.OneOf("MULTI", watches ? "WATCH k" : "MULTI", "UNWATCH").Split(' ')
                : InTransaction();
        }

        yield return [chance.Below(8) == 0 ? "DISCARD" : "EXEC"];
    }

    /// <summary>EXEC answers all in one, and that is compared byte for byte.</summary>
    private string[] InTransaction() => Single(words => Agreement.IsExact(words[0].ToUpperInvariant()));

    private string[] Single(Func<string[], bool> accepts)
    {
        string[] words;
        do
        {
            words = families[chance.Below(families.Count)].Draw(draw);
        }
        while (!accepts(words));

        return watches && words[0] == "SWAPDB" ? ["DBSIZE"] : words;
    }
}
