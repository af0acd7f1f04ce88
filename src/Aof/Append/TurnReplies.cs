using Aof.Data.Execution;

namespace Aof.Append;

/// <summary>
/// The replies to this turn's writes. They are already in the clients' outputs but leave only after the flush. If the
/// flush fails, the error replaces them.
/// </summary>
internal sealed class TurnReplies
{
    private readonly List<Written> writes = [];

    /// <summary>Remembers a reply to a write: the client's output from <paramref name="start"/> to its end.</summary>
    public void Add(Session session, int start) =>
        writes.Add(new Written(session, start, session.Output.Length - start));

    /// <summary>Keeps the replies as they are.</summary>
    public void Clear() => writes.Clear();

    /// <summary>
    /// Replaces every reply by this error. It works from last to first, so that earlier offsets stay valid.
    /// </summary>
    public void ReplaceBy(string error)
    {
        for (var i = writes.Count - 1; i >= 0; i--)
        {
            var (session, start, length) = writes[i];
            var behind = session.Output.Span[(start + length)..].ToArray();
            session.Output.Truncate(start);
            session.Output.Error(error);
            session.Output.Raw(behind);
        }

        writes.Clear();
    }

    private readonly record struct Written(Session Session, int Start, int Length);
}
