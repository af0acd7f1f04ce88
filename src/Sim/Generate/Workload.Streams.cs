using Aof.KnownDefects;

namespace Sim.Generate;

/// <content>
/// Streams. Something is pending only after a group, entries and a consumer have met. So there are at most two streams,
/// and ids are small numbers. A client mostly makes a stream's group before it reads. A group of commands for one key
/// first adds, then reads, then settles what was read.
/// </content>
public sealed partial class Workload
{
    private const int MaxStreams = 2;

    /// <summary>The last id of an entry of each stream, and whether its group was made.</summary>
    private readonly (int LastId, bool HasGroup)[] streams = new (int, bool)[MaxStreams];

    private string[] Stream()
    {
        if (dialect != Dialect.Redis6 && chance.OneIn(Odds.LaterOfStreams))
        {
            var later = FormsOf(LaterGrammar, Feature.Streams);
            return later[chance.Below(later.Length)].Draw(chance, WordOf);
        }

        var which = Number('x');
        var key = Name('x', which);
        return StreamCommand() switch
        {
            0 => Words("XADD", key, "MAXLEN", Number(0, 6), NextId(which), Member(), Value()),
            1 => Words("XADD", Key('y'), "MAXLEN", "~", Number(0, 6), "*", Member(), Value(), Member(), Value()),
            < 7 => Words("XADD", key, NextId(which), Member(), Value()),
            7 => MakeGroup(which, chance.OneIn(Odds.GroupAtEnd) ? "$" : "0"),
            < 16 when !streams[which].HasGroup && !chance.OneIn(Odds.ReadWithoutGroup) => MakeGroup(which, "0"),
            8 or 9 => Words("XREADGROUP", "GROUP", Group(), Consumer(), "COUNT", Number(1, 4), "STREAMS", key, ">"),
            10 => Words("XREADGROUP", "GROUP", Group(), Consumer(), "STREAMS", key, ">"),
            11 => Words("XREADGROUP", "GROUP", Group(), Consumer(), "BLOCK",
                Number(1, chance.OneIn(Odds.ShortBlock) ? 20 : 900), "STREAMS", key, ">"),
            12 => Words("XREADGROUP", "GROUP", Group(), Consumer(), "STREAMS", key, Key('x'), ">", "0"),
            13 => Words("XREADGROUP", "GROUP", Group(), Consumer(), "COUNT", "2", "NOACK", "STREAMS", key, ">"),
            14 or 15 => Words("XREADGROUP", "GROUP", Group(), Consumer(), "STREAMS", key, "0"),
            16 => Words("XACK", key, Group(), OldId(which), OldId(which), OldId(which)),
            17 => Words("XCLAIM", key, Group(), Consumer(), "0", OldId(which), OldId(which), "FORCE",
                chance.Below(2) == 0 ? "JUSTID" : "FORCE"),
            18 => Words("XCLAIM", key, Group(), Consumer(), Number(0, 50), OldId(which), "IDLE", Number(0, 90),
                "RETRYCOUNT", Number(0, 9), "LASTID", OldId(which)),
            19 or 20 => Words("XDEL", key, OldId(which), OldId(which)),
            21 => Words("XTRIM", key, "MAXLEN", Number(0, 4)),
            22 => chance.Below(2) == 0
                ? Words("XGROUP", "SETID", key, Group(), OldId(which))
                : Words("XGROUP", "DELCONSUMER", key, Group(), Consumer()),
            _ => chance.Below(2) == 0 ? Words("XSETID", key, OldId(which)) : Words("XGROUP", "DESTROY", key, Group()),
        };
    }

    private int StreamCommand() =>
        visit is null || chance.OneIn(Odds.StreamCommandOutOfOrder)
            ? chance.Below(24)
            : (18 * progress.Done / progress.Of) + chance.Below(7);

    private string[] MakeGroup(int stream, string from)
    {
        streams[stream].HasGroup = true;
        return Words("XGROUP", "CREATE", Name('x', stream), Group(), from, "MKSTREAM");
    }

    private string NextId(int stream) => Id(++streams[stream].LastId);

    private string OldId(int stream) => Id(Math.Max(1, streams[stream].LastId - chance.Below(4)));

    private string Id(int first) =>
        Invariant($"{first}-{(chance.OneIn(Odds.SecondOfAKind) ? 1 : 0)}");

    private string Group() => chance.OneIn(Odds.SecondOfAKind) ? "h" : "g";

    private string Consumer() => "c" + Number(0, 1);
}
