using Aof.Data.Execution;

namespace Aof.Append;

/// <summary>
/// The replies to this turn's writes. They are in the clients' outputs already, and leave only after the flush: when
/// that fails, they become the error.
/// </summary>
internal sealed class TurnReplies
{
    private readonly List<Written> writes = [];

    /// <summary>The reply to a write stands in the client's output from <paramref name="start"/> to its end.</summary>
    public void Add(Session session, int start) => writes.Add(new Written(session, start, session.Output.Length - start));

    /// <summary>The replies may leave as they are.</summary>
    public void Clear() => writes.Clear();

    /// <summary>Every reply becomes this error. The last ones first, so that the places of the others stay right.</summary>
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
