namespace Sim.Machine.Crash;

/// <summary>Counts through all combinations of choices, like an odometer with wheels of different sizes.</summary>
internal static class Odometer
{
    /// <summary>Advances to the next combination; the first wheel turns fastest. False after the last one.</summary>
    /// <param name="turn">The chosen index on each wheel, all 0 at first.</param>
    /// <param name="wheels">The options on each wheel, at least one.</param>
    public static bool Advance<T>(int[] turn, List<List<T>> wheels)
    {
        for (var wheel = 0; wheel < turn.Length; wheel++)
        {
            if (++turn[wheel] < wheels[wheel].Count)
            {
                return true;
            }

            turn[wheel] = 0;
        }

        return false;
    }
}
