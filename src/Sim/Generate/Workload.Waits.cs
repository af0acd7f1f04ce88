namespace Sim.Generate;

/// <content>Clients that wait: for a key, or for an fsync.</content>
public sealed partial class Workload
{
    /// <summary>The key of the latest blocking command; null when a client has filled it.</summary>
    private string? awaited;

    /// <summary>
    /// A client that blocks on a key, mostly for a short time: one that blocks for ever sends nothing more until the
    /// server is killed. Half of the time the next group fills the key.
    /// </summary>
    private string[] Waiting(string key)
    {
        var wait = chance.Below(8) switch
        {
            0 => Words("BRPOP", key, Key('l'), Wait()),
            1 => Words("BRPOPLPUSH", key, Key('l'), Wait()),
            2 => Words("BZPOPMIN", Key('z'), Wait()),
            3 => Words("BZPOPMAX", Key('z'), Key('z'), Wait()),
            4 => Words("XREAD", "BLOCK", Number(1, 900), "STREAMS", Key('x'), "$"),
            _ => Words("BLPOP", key, Key('l'), Wait()),
        };
        awaited = wait[0] == "XREAD" ? awaited : wait[1];
        return wait;
    }

    /// <summary>Fills the key on which a client blocks.</summary>
    private string[] Bring()
    {
        var key = awaited!;
        awaited = null;
        return key[0] == 'z' ? Words("ZADD", key, Number(-9, 9), Member()) : Words("RPUSH", key, Member(), Member());
    }

    private string Wait() => chance.OneIn(Odds.WaitForEver) ? "0" : Number(0, 1) + "." + Number(1, 9);

    /// <summary>Waits for this server's fsync, as a client does that has written something.</summary>
    private string[] SyncWait() => chance.OneIn(Odds.OddSyncWait)
        ? Words("WAITAOF", Number(-1, 2), Number(-1, 1), Number(-1, 60))
        : Words("WAITAOF", "1", "0", chance.OneIn(Odds.ShortSyncWait) ? Number(1, 40)
            : chance.OneIn(Odds.WaitForEver) ? "0"
            : Number(500, 4000));
}
