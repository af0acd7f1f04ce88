using System.Globalization;
using System.Text.RegularExpressions;
using Sim.Versions;

namespace Tests.Scenarios.Peer;

/// <summary>A server that executes the steps of an observation, one after the other, and records its replies.</summary>
internal abstract partial class DefectRecorder : IDisposable
{
    private const string Refused = "(refused)";

    /// <summary>Whether it is up: it may have refused to start, or have ended itself.</summary>
    protected abstract bool IsUp { get; }

    /// <summary>How many temporary files of rewrites there are.</summary>
    protected abstract int TempFiles { get; }

    /// <summary>What INFO says of persistence, a line a field.</summary>
    protected abstract string Info { get; }

    /// <summary>
    /// What it replies to the questions. Of an error the first word counts, how long an entry has been pending does
    /// not; a server that is not up replies "(refused)".
    /// </summary>
    public string[] Testify(Observation sighting)
    {
        foreach (var step in sighting.Steps)
        {
            _ = Do(step);
        }

        return [.. sighting.Ask.Select(Do).OfType<string>()];
    }

    public abstract void Dispose();

    /// <summary>A client sends a command; the reply in words.</summary>
    protected abstract string Send(int client, string command);

    /// <summary>kill -9, and a start some time later on a log whose last bytes are lost.</summary>
    protected abstract void KillAndRestart(int laterMs, int lostBytes);

    /// <summary>kill -9 of the server and of the child that is rewriting the log, and a start.</summary>
    protected abstract void KillInRewrite();

    /// <summary>The server runs for some time without commands.</summary>
    protected abstract void Pass(int ms);

    /// <summary>BGREWRITEAOF to its end.</summary>
    protected abstract void Rewrite();

    /// <summary>A rewrite whose child is ended with SIGUSR1.</summary>
    protected abstract void SignalInRewrite();

    /// <summary>The log has room for so many bytes more; null: for any number.</summary>
    protected abstract void Room(int? bytes);

    /// <summary>The answer to what is asked; null where something is done.</summary>
    private string? Do(string step)
    {
        if (step == "(temporary files)")
        {
            return TempFiles.ToString(CultureInfo.InvariantCulture);
        }

        if (step.StartsWith("(INFO ", StringComparison.Ordinal))
        {
            return Info.Split('\n').Select(line => line.Trim()).Single(
                line => line.StartsWith(step[6..^1] + ":", StringComparison.Ordinal));
        }

        if (!step.StartsWith('('))
        {
            var (client, command) =
                step is [>= '1' and <= '9', ':', ' ', .. var words] ? (step[0] - '0', words) : (1, step);
            var reply = IsUp ? Send(client, command) : Refused;
            return reply.StartsWith('-') ? reply.Split(' ')[0] : IdleTime().Replace(reply, "...");
        }

        var number =
            Number().Match(step) is { Success: true } found ? int.Parse(found.Value, CultureInfo.InvariantCulture) : 0;
        Action happens = Number().Replace(step, "N") switch
        {
            "(kill -9)" => () => KillAndRestart(laterMs: 0, lostBytes: 0),
            "(kill -9, and a start N ms later)" => () => KillAndRestart(number, lostBytes: 0),
            "(kill -9, and the last N bytes of the log are lost)" => () => KillAndRestart(laterMs: 0, number),
            "(kill -9 while the log is rewritten)" => KillInRewrite,
            "(N ms pass)" => () => Pass(number),
            "(rewrite)" => Rewrite,
            "(rewrite, and its child gets SIGUSR1)" => SignalInRewrite,
            "(the log has room for N bytes)" => () => Room(number),
            "(there is room again)" => () => Room(null),
            _ => throw new ArgumentException($"unknown step '{step}'"),
        };
        happens();
        return null;
    }

    /// <summary>The third of the four values that XPENDING gives for an entry: how long ago it was delivered.</summary>
    [GeneratedRegex(@"(?<=\[\d+-\d+, \w+, )\d+(?=, \d+\])")]
    private static partial Regex IdleTime();

    /// <summary>The nine of "kill -9" is none.</summary>
    [GeneratedRegex(@"(?<!-)\b\d+")]
    private static partial Regex Number();
}
