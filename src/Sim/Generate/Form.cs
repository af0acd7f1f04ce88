using Sim.Machine.Random;

namespace Sim.Generate;

/// <summary>
/// The grammar of a command, with its words and signs separated by spaces. In "SET s v [ NX | XX ]" SET is itself, s
/// and v stand for drawn words (words with small letters do), [ ] encloses what may be left out, ( ) a choice, and
/// &lt; &gt; what comes one to three times.
/// </summary>
internal sealed class Form(string text)
{
    private const int MostTimes = 3;

    private readonly string[] tokens = text.Split(' ');

    /// <summary>The name of the command.</summary>
    public string Command => tokens[0];

    /// <summary>Draws a command.</summary>
    /// <param name="chance">The source of all choices.</param>
    /// <param name="word">Draws the word that a name stands for.</param>
    public string[] Draw(Prng chance, Func<string, string> word)
    {
        var words = new List<string>();
        Draw(tokens, words);
        return [.. words];

        void Draw(ReadOnlySpan<string> part, List<string> into)
        {
            for (var i = 0; i < part.Length; i++)
            {
                if (part[i] is not ("[" or "(" or "<"))
                {
                    into.Add(char.IsAsciiLetterLower(part[i][0]) ? word(part[i]) : part[i]);
                    continue;
                }

                var inside = part[(i + 1)..EndOf(part, i)];
                var times = part[i] switch { "[" => chance.Below(2), "(" => 1, _ => chance.Range(1, MostTimes) };
                for (; times > 0; times--)
                {
                    Draw(Alternative(inside, chance), into);
                }

                i = EndOf(part, i);
            }
        }
    }

    /// <summary>The place of the sign that closes the one at a place.</summary>
    private static int EndOf(ReadOnlySpan<string> part, int from)
    {
        var depth = 0;
        for (var i = from; ; i++)
        {
            depth += part[i] is "[" or "(" or "<" ? 1 : part[i] is "]" or ")" or ">" ? -1 : 0;
            if (depth == 0)
            {
                return i;
            }
        }
    }

    /// <summary>One of the alternatives of a part.</summary>
    private static ReadOnlySpan<string> Alternative(ReadOnlySpan<string> part, Prng chance)
    {
        List<int> ends = [-1];
        var depth = 0;
        for (var i = 0; i < part.Length; i++)
        {
            depth += part[i] is "[" or "(" or "<" ? 1 : part[i] is "]" or ")" or ">" ? -1 : 0;
            if (depth == 0 && part[i] == "|")
            {
                ends.Add(i);
            }
        }

        ends.Add(part.Length);
        var which = ends.Count == 2 ? 0 : chance.Below(ends.Count - 1);
        return part[(ends[which] + 1)..ends[which + 1]];
    }
}
