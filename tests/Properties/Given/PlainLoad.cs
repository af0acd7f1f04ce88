using System.Text;
using Aof.Data;
using Tests.Scenarios.Data;

namespace Tests.Properties.Given;

/// <summary>
/// What servers make of the first bytes of a log, in the plainest way: a list of open commands, executed by a client.
/// It shares nothing with the loader.
/// </summary>
internal sealed class PlainLoad
{
    private readonly TestExecutor client = new();

    public PlainLoad(string log, int kept)
    {
        var (whole, outer, inner, nested) = (0, 0, 0, 0);
        List<string[]>? open = null;
        foreach (var (command, end) in Wire.Decode(Encoding.Latin1.GetBytes(log)).Where(one => one.End <= kept))
        {
            if (command[0] == "MULTI")
            {
                (inner, outer) = (whole, open is null ? whole : outer);
                nested += open is null ? 0 : 1;
                open ??= [];
            }
            else if (command[0] == "EXEC")
            {
                open!.ForEach(Execute);
                (open, Nested, nested) = (null, Nested + nested, 0);
            }
            else if (open is null)
            {
                Execute(command);
            }
            else
            {
                open.Add(command);
            }

            whole = end;
        }

        CutBy605 = open is not null && whole == kept ? inner : whole;
        Cut = open is null ? whole : outer;
    }

    public Dataset Data => client.Data;

    /// <summary>How many MULTI stand inside a transaction that was executed.</summary>
    public int Nested { get; }

    /// <summary>
    /// Where 6.0.5 cuts: behind the last whole command, or before the last MULTI when only a transaction is open.
    /// </summary>
    public int CutBy605 { get; }

    /// <summary>Where the fixed server cuts: before a transaction that has no end.</summary>
    public int Cut { get; }

    private void Execute(string[] command) => client.Send(client.Client, Wire.Argv(command));
}
