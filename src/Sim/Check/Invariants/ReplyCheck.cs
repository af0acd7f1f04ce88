using System.Text;
using Aof.Data.Primitives;
using Sim.Check.Rules;
using Sim.Run;

namespace Sim.Check.Invariants;

/// <summary>
/// Rule 12: each command gets one whole reply, in order. No command of a plan is unknown to the server. CONFIG GET
/// replies what CONFIG SET has set.
/// </summary>
internal sealed class ReplyCheck
{
    private readonly Action<ViolationKind, string> stop;

    /// <summary>Settings by name, as the present server has accepted them.</summary>
    private readonly SortedDictionary<string, string> set = new(StringComparer.Ordinal);

    /// <summary>Follows a run from its beginning.</summary>
    /// <param name="run">The run.</param>
    /// <param name="stop">Ends the run.</param>
    public ReplyCheck(LiveRun run, Action<ViolationKind, string> stop)
    {
        this.stop = stop;
        run.Starting += set.Clear;
        run.RepliesMixedUp += client => stop(ViolationKind.WrongReply,
            Invariant($"client {client} did not get one whole reply for each of its commands"));
        run.ReplySent += (_, argv, reply) => Replied(argv, reply);
        run.Disconnected += client =>
        {
            if (client.Session.Blocked || client.Session.Watches)
            {
                stop(ViolationKind.WrongReply,
                    Invariant($"client {client.Number} has disconnected, and still waits for a key, or watches one"));
            }
        };
    }

    private void Replied(IReadOnlyList<Bytes> argv, ReadOnlySpan<byte> reply)
    {
        if (reply.StartsWith("-ERR unknown command"u8))
        {
            stop(ViolationKind.WrongReply, $"the server does not know {argv[0]}");
        }

        if (argv[0].EqualsIgnoreCase("EXEC"))
        {
            set.Clear(); // A transaction may have changed any setting.
        }
        else if (argv.Count > 2 && argv[0].EqualsIgnoreCase("CONFIG"))
        {
            Configured(argv, reply);
        }
    }

    private void Configured(IReadOnlyList<Bytes> argv, ReadOnlySpan<byte> reply)
    {
        var name = argv[2].ToLatin1();
        if (argv.Count == 4 && reply.StartsWith("+OK"u8))
        {
            set[name] = argv[3].ToLatin1();
        }
        else if (argv.Count == 3 && set.TryGetValue(name, out var value) && reply[0] != (byte)'+'
            && !reply.EndsWith(Encoding.Latin1.GetBytes(Invariant($"${value.Length}\r\n{value}\r\n"))))
        {
            stop(ViolationKind.WrongReply,
                $"CONFIG SET {name} {value} was answered OK, and CONFIG GET {name} tells another value");
        }
    }
}
