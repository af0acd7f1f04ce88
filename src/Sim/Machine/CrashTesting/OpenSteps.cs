using System.Collections;

namespace Sim.Machine.CrashTesting;

/// <summary>
/// The promised steps of a history and some of the others. The list chooses among the others only when it is read, so
/// an answer that was given after the first steps holds for every list that begins with the same ones.
/// </summary>
internal sealed class OpenSteps<TStep>(IReadOnlyList<TStep> begun, IReadOnlyList<bool> promised) : IReadOnlyList<TStep>
{
    private readonly int promisedCount = promised.Count(isPromised => isPromised);
    private readonly List<(int Value, int Least)> choices = [];
    private readonly List<TStep> read = [];
    private int made;
    private int next;
    private int there;
    private int? all;

    /// <summary>Reading it first chooses how many of the others there are.</summary>
    public int Count => promisedCount + (all ??= Choose(there + Left, there));

    private int Left => begun.Count - promisedCount - (next - read.Count + there);

    public TStep this[int index]
    {
        get
        {
            while (read.Count <= index && ReadNext())
            {
                // It stops at the step that is asked for.
            }

            return read[index];
        }
    }

    public IEnumerator<TStep> GetEnumerator()
    {
        for (var i = 0; i < read.Count || ReadNext(); i++)
        {
            yield return read[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Turns to the next list that may get another answer; false when there is none.</summary>
    public bool MoveOn()
    {
        while (choices.Count > 0 && choices[^1].Value == choices[^1].Least)
        {
            choices.RemoveAt(choices.Count - 1);
        }

        if (choices.Count == 0)
        {
            return false;
        }

        choices[^1] = choices[^1] with { Value = choices[^1].Value - 1 };
        (made, next, there, all) = (0, 0, 0, null);
        read.Clear();
        return true;
    }

    private bool ReadNext()
    {
        while (next < begun.Count)
        {
            var step = next;
            var isThere = promised[step] || ChooseStep();
            next++;
            if (isThere)
            {
                there += promised[step] ? 0 : 1;
                read.Add(begun[step]);
                return true;
            }
        }

        return false;
    }

    /// <summary>With a chosen count, what is left must make it up.</summary>
    private bool ChooseStep() => all is { } count
        ? Choose(Math.Min(1, count - there), Math.Max(0, count - there - Left + 1)) == 1
        : Choose(1, 0) == 1;

    private int Choose(int most, int least)
    {
        if (most == least)
        {
            return most;
        }

        if (made == choices.Count)
        {
            choices.Add((most, least));
        }

        return choices[made++].Value;
    }
}
